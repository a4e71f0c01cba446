// Preact without a build: markup in tagged templates. Every value in one is text, never markup.
import { h, render, Fragment } from './lib/preact.js';
import htm from './lib/htm.js';

export const html = htm.bind(h);
export { render, Fragment };
export { useState, useEffect, useRef, useMemo, useCallback } from './lib/hooks.js';
