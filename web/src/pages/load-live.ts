/** Fetching a network of the front page when somebody wants it: a classic script, because a page from disk may fetch nothing. */

import { useRef, useState } from "preact/hooks";
import { ModelError } from "../data/checks";
import type { LiveStage, PageModel } from "../data/model";
import { readModel } from "../data/read";

declare global {
  /** Where those scripts put their page models, as texts. */
  var hackdayLive: Record<string, string> | undefined;
}

export interface Live<Model extends PageModel> {
  readonly model: Model | null;
  /** Why there is none, as a sentence; null while all is well. */
  readonly problem: string | null;
  /** Begins to fetch, once, and again if that failed; resolves with the model, or with null if there is none to be had. */
  readonly load: () => Promise<Model | null>;
}

/** The network of a stage. `domain` is what its model must be of. */
export function useLive<Domain extends PageModel["domain"]>(
  stage: LiveStage,
  domain: Domain,
): Live<Extract<PageModel, { domain: Domain }>> {
  type Model = Extract<PageModel, { domain: Domain }>;
  const [model, setModel] = useState<Model | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const begun = useRef<Promise<Model | null> | null>(null);
  const load = () => {
    begun.current ??= fetchModel(stage, domain).then(
      (found) => {
        setProblem(null);
        setModel(found as Model);
        return found as Model;
      },
      (error: unknown) => {
        begun.current = null;
        setProblem(error instanceof ModelError ? error.message : "The network could not be loaded.");
        return null;
      },
    );
    return begun.current;
  };
  return { model, problem, load };
}

function fetchModel({ script, key }: LiveStage, domain: PageModel["domain"]): Promise<PageModel> {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = script;
    element.onload = () => {
      const text = globalThis.hackdayLive?.[key];
      element.remove();
      if (text === undefined) {
        reject(new ModelError("The file of this network holds another; publish the site again."));
        return;
      }
      delete globalThis.hackdayLive?.[key];
      try {
        const found = readModel(text);
        if (found.domain !== domain) throw new ModelError(`This network is of the ${found.domain} lab.`);
        resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    element.onerror = () => reject(new ModelError(`The file ${script} is missing; publish the site again.`));
    document.head.append(element);
  });
}

/** "0.4 MB": what somebody on the road may want to know before asking for it. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
