// How keys are named.
import { t } from '../i18n.js';

/** How images name the service key of their region. */
export const SERVICE_KEY = 'alias/acs/ecs';

export const keyName = (keyId) => (keyId === SERVICE_KEY ? t('key.service') : keyId);
