import { TestEnvironment } from 'jest-environment-node';

export default class FileEnvironment extends TestEnvironment {
  constructor(config: object, context: object);
  handleTestEvent(event: object): Promise<void>;
}
