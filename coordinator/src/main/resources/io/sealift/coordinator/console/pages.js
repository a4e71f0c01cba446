// The pages, in the order of the menu.
import { Images } from './images/images.js';
import { Job } from './jobs/job.js';
import { Jobs } from './jobs/jobs.js';

/** What each shows: all of its things, and one of them where one has a page. */
const pages = [
  { id: 'images', all: Images },
  { id: 'jobs', all: Jobs, one: Job },
];

/** The pages that a role may see. */
export const pagesOf = (role) => pages.filter((page) => !page.roles || page.roles.includes(role));
