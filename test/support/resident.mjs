// Every 20 ms, adds up the resident memory of a process and all its descendants; reports the largest sum when told to
// stop.
import { readFileSync, readdirSync } from 'node:fs';
import { setInterval } from 'node:timers';

const top = Number(process.argv[2]);

/** The process id and its parent, from /proc/PID/stat; null when the process is gone. */
function look(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').pop().split(' ');
    return { pid, parent: Number(fields[1]) };
  } catch {
    return null;
  }
}

function residentOf(pid) {
  try {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function sum() {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => pid !== process.pid)
    .flatMap(pid => look(pid) ?? []);
  const family = new Set([top]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return [...family].reduce((total, pid) => total + residentOf(pid), 0);
}

const first = process.platform === 'linux' ? sum() : 0;
let peak = first;
process.send({ first });
setInterval(() => {
  if (process.platform === 'linux') peak = Math.max(peak, sum());
}, 20);
process.on('message', () => process.send({ peak }, () => process.exit()));
process.on('disconnect', () => process.exit());
