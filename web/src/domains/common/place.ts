/** Where the page of a run stands: what lies beside it, and whether its site has a gallery. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SiteFile } from "../../data/model";

export interface Place {
  /** As `runKey` gives it. */
  readonly run: string;
  readonly title: string;
  readonly files: readonly SiteFile[];
  readonly gallery: string | null;
}

export const PlaceContext = createContext<Place>({ run: "", title: "", files: [], gallery: null });

export function usePlace(): Place {
  return useContext(PlaceContext);
}
