/** The files of a run: its drawn pictures, and everything to take along. */

import { plural } from "../../charts/format";
import type { RunFile } from "../../data/live";
import { fileAddress, zipAddress } from "./asking";
import { bytes } from "./words";

const PICTURES = /^artifacts\/[^/]+\.png$/;

export function Pictures({ folder, files }: { folder: string; files: readonly RunFile[] }) {
  const pictures = files.filter(({ path }) => PICTURES.test(path));
  if (pictures.length === 0) return null;
  return (
    <details class="part wide">
      <summary>{plural(pictures.length, "drawn picture")}</summary>
      <ul class="pictures">
        {pictures.map(({ path }) => {
          const name = path.slice("artifacts/".length, -".png".length).replaceAll("-", " ");
          return (
            <li key={path}>
              <img src={fileAddress(folder, path)} alt={name} loading="lazy" />
              <a href={fileAddress(folder, path)} download>
                {name}
              </a>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

export function Files({ folder, files }: { folder: string; files: readonly RunFile[] }) {
  const groups = new Map<string, RunFile[]>();
  for (const file of files) {
    const group = file.path.includes("/") ? (file.path.split("/")[0] ?? "") : "";
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const all = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <section class="part" aria-labelledby="files-title">
      <header class="part-head">
        <h2 id="files-title">Its files</h2>
        <p>{`${plural(files.length, "file")}, ${bytes(all)}.`}</p>
        <p>
          <a class="button" href={zipAddress(folder)} download>
            All as one .zip
          </a>
        </p>
      </header>
      <div class="file-groups">
        {[...groups].map(([group, members]) => (
          <details key={group} open={members.length <= OPEN_UP_TO}>
            <summary>{group === "" ? "the run itself" : `${group}/ (${plural(members.length, "file")})`}</summary>
            <ul class="file-list">
              {members.map(({ path, bytes: size }) => (
                <li key={path}>
                  <a href={fileAddress(folder, path)} download>
                    {group === "" ? path : path.slice(group.length + 1)}
                  </a>
                  <span>{bytes(size)}</span>
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </section>
  );
}

const OPEN_UP_TO = 8;
