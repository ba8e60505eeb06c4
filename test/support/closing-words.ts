/** What people write after they were answered, in the languages of our users, and what they ask as shortly. */

/** What people write after a right answer. */
export const CLOSERS: readonly string[] = [
  'ok thanks!', 'Thank you so much', 'thx', 'Great, thanks for your help', 'bye', 'ok', 'Perfect 👍', 'thaaaanks', 'okkk', 'No thanks, that’s all', 'all good', 'Cheers!',
  'Danke schön', 'Vielen Dank für die schnelle Antwort!', 'alles klar, danke', 'Tschüss', 'super', 'Einen schönen Tag noch, danke', 'Bedankt!', 'Dank u wel', 'prima', 'tot ziens',
  'Merci beaucoup', 'D’accord merci', 'Bonne journée, merci', 'parfait', 'Muchas gracias', 'vale, gracias', 'Perfecto', 'Hasta luego', 'Obrigada pela ajuda', 'beleza', 'tchau, obrigado', 'Grazie mille', 'va bene', 'Buona giornata, grazie', 'Dziękuję bardzo', 'super, dzięki', 'Teşekkür ederim', 'tamam', 'teşekkürler',
  'Спасибо большое', 'понятно', 'Хорошо, спасибо', 'до свидания', 'شكرا جزيلا', 'تمام', 'شُكْراً', 'धन्यवाद', 'ठीक है', '谢谢', '好的，谢谢您', '明白了', 'ありがとうございます！', '了解しました', '감사합니다', 'Terima kasih banyak', 'baik', 'תודה רבה', 'ευχαριστώ πολύ',
  '👍', '🙏🏽🙏🏽', '😊', '❤️', '👌 👌', '...', '!!!',
];

/** What they ask, as shortly. */
export const QUESTIONS: readonly string[] = [
  'ok and the price?', 'when', 'how much', 'thanks, where are you', 'ok but why', 'which size', 'and tomorrow', 'thanks but it is broken', 'open today', 'great, what now', 'ok more info', 'help',
  'danke, wann?', 'wie lange', 'und morgen', 'ok, was kostet das', 'Hoe laat', 'bedankt, en de prijs', 'merci, quand ?', 'combien', 'et demain', 'gracias, cuánto cuesta', 'y mañana', 'dónde', 'obrigado, quanto custa', 'e amanhã', 'grazie, quando', 'quanto costa', 'dzięki, kiedy', 'ile kosztuje',
  'tamam, ne zaman', 'kaç para', 'спасибо, а когда', 'сколько стоит', 'شكرا، كم السعر', 'متى', 'धन्यवाद, कितना', 'कब', '谢谢，多少钱', '几点', 'ありがとう、いつですか', 'いくら', '감사합니다 얼마예요', 'Terima kasih, berapa', 'תודה, כמה', 'ok 5', 'thanks 12345', '👍?',
];
