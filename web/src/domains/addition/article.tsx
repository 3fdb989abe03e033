/** Why the networks behave as they do. The only HTML on the page that is not built node by node: it comes from the build. */

import why from "../../../../docs/why-addition.md";

export function Article() {
  return <article class="part article" dangerouslySetInnerHTML={{ __html: why }} />;
}
