export { SurveySettings } from './survey.tsx';
