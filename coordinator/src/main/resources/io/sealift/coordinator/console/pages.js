// The pages, in the order of the menu.
import { Accounts } from './accounts/accounts.js';
import { Image } from './images/image.js';
import { Images } from './images/images.js';
import { Job } from './jobs/job.js';
import { Jobs } from './jobs/jobs.js';
import { Keys } from './keys/keys.js';
import { Regions } from './regions/regions.js';

/** What each shows: all of its things, and one of them where one has a page. */
const pages = [
  { id: 'images', all: Images, one: Image },
  { id: 'jobs', all: Jobs, one: Job },
  { id: 'keys', all: Keys },
  { id: 'regions', all: Regions },
  { id: 'accounts', all: Accounts, roles: ['ADMINISTRATOR'] },
];

/** The pages that a role may see. */
export const pagesOf = (role) => pages.filter((page) => !page.roles || page.roles.includes(role));
