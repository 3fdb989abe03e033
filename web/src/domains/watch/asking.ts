/** Asking the server for more than what is new: a run's details, a file, the wish to stop. */

import { type ErrorSurface, type RunDetails, readDetails, readErrorSurface } from "../../data/live";

export async function loadDetails(folder: string): Promise<RunDetails> {
  return readDetails(await json(`api/runs/${folder}`));
}

export async function loadSurface(folder: string, path: string): Promise<ErrorSurface> {
  return readErrorSurface(await json(fileAddress(folder, path)));
}

export async function loadText(folder: string, path: string): Promise<string> {
  return (await answer(fileAddress(folder, path))).text();
}

export function fileAddress(folder: string, path: string): string {
  return `files/${folder}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

export function zipAddress(folder: string): string {
  return `zip/${folder}`;
}

/** "" if the run was asked, else why not. */
export async function askToStop(folder: string): Promise<string> {
  try {
    const response = await fetch(`api/runs/${folder}/stop`, { method: "POST" });
    return response.ok ? "" : (await response.text()).slice(0, 300);
  } catch {
    return "The live view does not answer.";
  }
}

async function answer(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function json(address: string): Promise<unknown> {
  return (await answer(address)).json();
}
