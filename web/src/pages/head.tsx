/** The top of every page: whose it is, what it shows, its neighbours, and light or dark. */

import { chooseTheme, theme } from "../charts/theme";
import type { Sibling } from "../data/model";

export function Head({ siblings }: { siblings: readonly Sibling[] }) {
  const other = theme.value === "light" ? "dark" : "light";
  return (
    <header class="page-head">
      <p class="wordmark">
        hackday<span aria-hidden="true">+</span>
      </p>
      {siblings.length > 1 && (
        <nav aria-label="Other runs">
          {siblings.map(({ title, href, current }) => (
            <a key={href} href={href} aria-current={current ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
      )}
      <button type="button" class="quiet" onClick={() => chooseTheme(other)}>
        {other === "dark" ? "☾ Dark" : "☀ Light"}
      </button>
    </header>
  );
}
