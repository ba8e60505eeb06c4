/** What people write after they were answered, in the languages of our users, and what they ask as shortly. */

/** What people write after a right answer. */
export const CLOSERS: readonly string[] = [
  'ok thanks!', 'Thank you so much', 'thx', 'Great, thanks for your help', 'bye', 'ok', 'Perfect 👍', 'thaaaanks', 'okkk', 'No thanks, that’s all', 'all good', 'Cheers!',
  'Danke schön', 'Vielen Dank für die schnelle Antwort!', 'alles klar, danke', 'Tschüss', 'super', 'Einen schönen Tag noch, danke', 'Bedankt!', 'Dank u wel', 'prima', 'tot ziens',
  'Merci beaucoup', 'D’accord merci', 'Bonne journée, merci', 'parfait', 'Muchas gracias', 'vale, gracias', 'Perfecto', 'Hasta luego', 'Obrigada pela ajuda', 'beleza', 'tchau, obrigado', 'Grazie mille', 'va bene', 'Buona giornata, grazie', 'Dziękuję bardzo', 'super, dzięki', 'Teşekkür ederim', 'tamam', 'teşekkürler',
  'Спасибо большое', 'понятно', 'Хорошо, спасибо', 'до свидания', 'شكرا جزيلا', 'تمام', 'شُكْراً', 'धन्यवाद', 'ठीक है', '谢谢', '好的，谢谢您', '明白了', 'ありがとうございます！', '了解しました', '감사합니다', 'Terima kasih banyak', 'baik', 'תודה רבה', 'ευχαριστώ πολύ',
  '👍', '🙏🏽🙏🏽', '😊', '❤️', '👌 👌', '...', '!!!',
  'Got it', 'no problem', 'sounds good', 'Many thanks', 'Thanks a million', 'Thanks ;)', 'thanks; bye', 'thx :-)', 'That helps, thanks', 'see you tomorrow', 'you too', 'good night', 'haha', 'hahaha thanks', 'xD', 'lol', 'thanks <3', 'no', 'nein', 'Thanks for all your help and support!', 'Thank you for the information', 'no worries, take care',
  'Danke dir', 'bis bald', 'Schönen Tag', 'Alles gut, danke', 'Gute Nacht!', 'Danke für die Auskunft', 'merci bcp', 'À bientôt', 'c’est bon', 'Merci pour votre aide', 'de nada', 'Está bien', 'Gracias por la información', 'até logo', 'tudo bem', 'Obrigado pela resposta', 'a presto', 'Grazie per l’aiuto', 'miłego dnia', 'Dziękuję za pomoc', 'Sağ olun', 'Sağ ol', 'Yardımınız için teşekkürler',
  'Благодарю вас', 'всего доброго', 'Спасибо за помощь', 'cảm ơn', 'Cảm ơn bạn nhiều', 'tack så mycket', 'Tack för hjälpen', 'Tak for hjælpen', 'Köszönöm szépen', 'Ευχαριστώ για την βοήθεια', 'ধন্যবাদ', 'ممنون', 'شكرا على المساعدة', 'मदद के लिए धन्यवाद', '哈哈', '没关系', '晚安',
];

/** What they ask, as shortly. */
export const QUESTIONS: readonly string[] = [
  'ok and the price?', 'when', 'how much', 'thanks, where are you', 'ok but why', 'which size', 'and tomorrow', 'thanks but it is broken', 'open today', 'great, what now', 'ok more info', 'help',
  'danke, wann?', 'wie lange', 'und morgen', 'ok, was kostet das', 'Hoe laat', 'bedankt, en de prijs', 'merci, quand ?', 'combien', 'et demain', 'gracias, cuánto cuesta', 'y mañana', 'dónde', 'obrigado, quanto custa', 'e amanhã', 'grazie, quando', 'quanto costa', 'dzięki, kiedy', 'ile kosztuje',
  'tamam, ne zaman', 'kaç para', 'спасибо, а когда', 'сколько стоит', 'شكرا، كم السعر', 'متى', 'धन्यवाद, कितना', 'कब', '谢谢，多少钱', '几点', 'ありがとう、いつですか', 'いくら', '감사합니다 얼마예요', 'Terima kasih, berapa', 'תודה, כמה', 'ok 5', 'thanks 12345', '👍?',
  'thanks, help me', 'thank you, help', 'thanks no help', 'thanks, your answer was no help', 'thanks for no help', 'thanks for nothing', 'thanks a lot for nothing!', 'thanks, information', 'thank you for that, help', 'thanks for your answer, help me', 'thanks for the info and help me', 'no good', 'non va bene', 'no está bien', 'não está bom', 'thanks, that was nothing', 'all',
  'Danke, Hilfe', 'danke, Auskunft', 'Danke für nichts', 'danke nichts verstanden', 'danke, das war nichts', 'obrigado, não entendi', 'Obrigado por nada', 'no entendi gracias', 'gracias, no entendido', 'gracias por nada', 'gracias, ayuda', 'merci non compris', 'merci pour rien', 'merci, aide', 'grazie, aiuto', 'grazie, non capito', 'grazie per niente', 'dzięki za nic', 'dzięki, nie rozumiem', 'bedankt voor niets', 'спасибо, не понял', 'спасибо, помощь', '谢谢，不明白', 'ありがとう、わかりません', 'thanks; and the price?', 'Ευχαριστώ, πότε;', 'ευχαριστώ;',
];
