/** The product's mark, as it may stand in a page; beside its name, so that it says nothing of its own. */
export const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
<defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#6a5cff"/><stop offset="1" stop-color="#2f1fa8"/></linearGradient></defs>
<rect width="32" height="32" rx="8" fill="url(#sky)"/>
<path d="M9.2 10.4H19l-4.6 5.4h4.4L11.6 24l2.3-6.2H9.6z" fill="#ffd166"/>
<circle cx="23.2" cy="8.8" r="3.1" fill="none" stroke="#fff" stroke-width="1.8"/>
<circle cx="23.2" cy="23.2" r="3.1" fill="#fff"/>
<path d="M23.2 12.4v6" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>
</svg>`;
