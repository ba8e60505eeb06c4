/** The errors this Cloud API can answer with: code → HTTP status and title. Source: Cloud API error codes. */
export const META_ERRORS: ReadonlyMap<number, readonly [number, string]> = new Map<number, readonly [number, string]>([
  [0, [401, 'AuthException']], [1, [400, 'API Unknown']], [2, [503, 'API Service']], [3, [500, 'API Method']], [4, [400, 'API Too Many Calls']], [10, [403, 'API Permission Denied']],
  [33, [400, 'Parameter value is not valid']], [100, [400, 'Invalid parameter']], [190, [401, 'Access token has expired']], [200, [403, 'API Permission']], [368, [403, 'Temporarily blocked for policies violations']],
  [80007, [400, 'Rate limit issues']], [130429, [400, 'Rate limit hit']], [130472, [400, 'User’s number is part of an experiment']], [130497, [403, 'Business account is restricted from messaging users in this country']],
  [131000, [500, 'Something went wrong']], [131005, [403, 'Access denied']], [131008, [400, 'Required parameter is missing']], [131009, [400, 'Parameter value is not valid']], [131016, [500, 'Service unavailable']],
  [131021, [400, 'Recipient cannot be sender']], [131026, [400, 'Message undeliverable']], [131030, [400, 'Recipient phone number not in allowed list']], [131031, [403, 'Account has been locked']],
  [131037, [400, 'Display name approval required']], [131042, [400, 'Business eligibility payment issue']], [131045, [500, 'Incorrect certificate']], [131047, [400, 'Re-engagement message']], [131048, [400, 'Spam rate limit hit']],
  [131049, [400, 'Meta chose not to deliver']], [131050, [400, 'User has stopped marketing messages']], [131051, [400, 'Unsupported message type']], [131052, [400, 'Media download error']], [131053, [400, 'Media upload error']],
  [131056, [400, '(Business Account, Consumer Account) pair rate limit hit']], [131057, [500, 'Account in maintenance mode']], [131062, [400, 'Business-scoped user id is not supported']], [131063, [400, 'Marketing messages are disabled']],
  [131064, [400, 'Messaging limit reached']], [132000, [400, 'Template param count mismatch']], [132001, [404, 'Template does not exist']], [132005, [400, 'Template hydrated text too long']], [132007, [400, 'Template format character policy violated']],
  [132008, [400, 'Template parameter value mismatch']], [132012, [400, 'Template parameter format mismatch']], [132015, [400, 'Template is paused']], [132016, [400, 'Template is disabled']], [132018, [400, 'There’s an issue with the parameters in your template']],
  [132068, [400, 'Flow is blocked']], [132069, [400, 'Flow is throttled']],
  [133010, [400, 'Phone number not registered']], [133016, [400, 'Account register deregister rate limit exceeded']], [135000, [400, 'Generic user error']], [137000, [400, 'Identity key mismatch']],
]);

export const titleOf = (code: number): string => META_ERRORS.get(code)?.[1] ?? 'Unknown error';
