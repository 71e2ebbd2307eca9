'use strict';
/** An account's requests in words: what a failing test prints. */
const { setTimeout: pause } = require('node:timers/promises');
const { FakeIceError } = require('./control.js');
const { readLog } = require('./program.js');

const SHOWN = 100; // of the account's requests, the newest
const SEARCHED = 1000; // of everybody's, for those that no account is known of
const COLUMNS = 100;
const INDENT = ' '.repeat(16);
const MESSAGE = 200; // characters of an error's own message; that of a wrong signature has a page
const WARNINGS = 5; // of the server's log, the newest: tests beside this one may cause many
const MS_TO_LOG = 300;
const WARNING = /^time=\S+ level=(?:warning|error|critical) (.*)$/gm;
const EXPLANATION = /explain="((?:[^"\\]|\\.)*)"/;
const DEFAULT_ACCOUNT = '1000000000000001'; // the one of everybody's examples

/** What the server noted of one account since begin(). */
class Journal {
  #control;
  #accountId;
  #accessKeyId;
  #since;
  #log;
  #logged; // of its bytes, before this began

  /** `log` is the file of the server's log, if it is known here. */
  static async begin(control, { AccountId, AccessKeyId }, log) {
    const journal = new Journal();
    journal.#control = control;
    journal.#accountId = AccountId;
    journal.#accessKeyId = AccessKeyId;
    journal.#log = log;
    journal.#logged = log ? readLog(log).length : 0;
    journal.#since = (await journal.#clock()).Now; // nobody has moved the clock of a new account
    return journal;
  }

  /** Oldest first. */
  async text() {
    try {
      return (await this.#lines()).join('\n');
    } catch (error) {
      if (!(error instanceof FakeIceError)) throw error;
      return `the journal of account ${this.#accountId} cannot be read: ${error.message}`;
    }
  }

  async #lines() {
    const clock = await this.#clock();
    const entries = await this.#requests({ AccountId: this.#accountId, Limit: SHOWN });
    const leftOut = entries.length === SHOWN;
    const recent = (await this.#requests({ Limit: SEARCHED })).filter(
      (entry) => entry.Time >= this.#since,
    );
    const strays = [];
    for (const entry of recent.filter(({ AccountId }) => AccountId === undefined)) {
      (entry.AccessKeyId === this.#accessKeyId ? entries : strays).push(entry);
    }
    const byDefault = recent.filter(({ AccountId }) => AccountId === DEFAULT_ACCOUNT).length;
    const frozen = clock.Frozen ? ', frozen' : '';
    return [
      `account ${this.#accountId}, its clock at ${local(clock.Now)}${frozen}`,
      ...(leftOut ? ['  (earlier requests are left out)'] : []),
      ...(entries.length > 0 ? await this.#table(entries) : await this.#nothing(byDefault)),
      ...(strays.length > 0 ? ['meanwhile, with keys that no account has'] : []),
      ...(await this.#table(strays)),
    ];
  }

  async #nothing(byDefault) {
    const { endpoint, protocol } = this.#control;
    const lines = [
      `  No request came with its key, ${this.#accessKeyId}: it is to be called with that key,`,
      `  endpoint ${endpoint} (host:port, without ${protocol}://) and protocol ` +
        `${protocol.toUpperCase()}.`,
    ];
    if (byDefault > 0) {
      lines.push(
        `  The default account, ${DEFAULT_ACCOUNT}, was asked meanwhile: ${byDefault} request` +
          `${byDefault > 1 ? 's' : ''}.`,
      );
    }
    const warnings = await this.#warnings();
    if (warnings.length > 0) {
      lines.push('  The server, which others may call too, warned meanwhile:');
      lines.push(...warnings.flatMap(wrapped));
    }
    return lines;
  }

  /**
   * What a server that was started here warned of since then, each once. The first is awaited: the
   * server writes its log a little later than it answers.
   */
  async #warnings() {
    const end = Date.now() + MS_TO_LOG;
    let found = [];
    while (this.#log && found.length === 0 && Date.now() < end) {
      await pause(MS_TO_LOG / 100);
      found = [...readLog(this.#log, this.#logged).toString().matchAll(WARNING)];
    }
    return [...new Set(found.map(([, line]) => plain(explained(line))))].slice(-WARNINGS);
  }

  async #table(entries) {
    const rows = [];
    for (const entry of oldestFirst(entries)) {
      const row = await this.#row(entry);
      const last = rows.at(-1);
      const columns = ['action', 'answer', 'about', 'why'];
      if (last && columns.every((column) => last[column] === row[column])) {
        last.times.push(row.times[0]);
      } else {
        rows.push(row);
      }
    }
    const width = (key) => Math.max(...rows.map((row) => row[key].length));
    const action = width('action');
    const answer = width('answer');
    return rows.flatMap((row) => {
      const more = row.times.length > 1 ? `  ×${row.times.length}, until ${row.times.at(-1)}` : '';
      const line =
        `  ${row.times[0]}  ${row.action.padEnd(action)}  ${row.answer.padEnd(answer)}` +
        `  ${row.about}${more}`;
      return [line.trimEnd(), ...wrapped(row.why)];
    });
  }

  async #row(entry) {
    const body = await this.#body(entry);
    const mine = entry.AccountId !== undefined || entry.AccessKeyId === this.#accessKeyId;
    const about = mine
      ? (entry.JobId ?? entry.JobIds ?? '')
      : `key ${entry.AccessKeyId ?? '(none)'}`;
    return {
      times: [local(entry.Time).split(' ')[1]],
      action: plain(entry.Action ?? '(no action)'),
      answer: plain(`${entry.Status} ${entry.Code ?? statuses(body)}`.trimEnd()),
      about: plain(about),
      why: plain(why(entry, body)),
    };
  }

  /** The body of an answer, or what it tells in XML; empty when it is not there any more. */
  async #body({ RequestId }) {
    let text = '';
    try {
      text = (await this.#control.call('GET', `requests/${RequestId}`)).Response.Body;
      return Object(JSON.parse(text));
    } catch {
      const told = [...text.matchAll(/<(Message|Status)>(.*?)<\//g)];
      return Object.fromEntries(told.map(([, name, value]) => [name, value]));
    }
  }

  #clock() {
    return this.#control.call('GET', `accounts/${this.#accountId}/clock`);
  }

  async #requests(query) {
    return (await this.#control.call('GET', 'requests', undefined, query)).Requests;
  }
}

/** They come newest first; so do those of one millisecond. */
function oldestFirst(entries) {
  const later = (one, other) => Number(one.Time > other.Time) - Number(one.Time < other.Time);
  return [...entries].reverse().sort(later);
}

/** The status of the job that an answer tells, or of each job of a batch. */
function statuses(body) {
  const jobs = body.JobList ?? [body];
  return jobs.flatMap(({ Status }) => Status ?? []).join(', ');
}

function why(entry, body) {
  if (entry.Fault) return `by a fault of this account: ${entry.Fault}`;
  if (entry.Explanation) return entry.Explanation;
  const message = entry.Code ? String(body.Message ?? '') : '';
  return message.length > MESSAGE ? `${message.slice(0, MESSAGE)} …` : message;
}

/** A line of the log in words for people, when it has any. */
function explained(line) {
  const words = EXPLANATION.exec(line);
  return words ? words[1].replace(/\\(.)/g, '$1') : line;
}

/** Of this machine, as its logs have it. */
function local(time) {
  const moment = new Date(time);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace('T', ' ').replace('Z', '');
}

/** What a client sent may not drive the terminal. */
function plain(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (letter) => JSON.stringify(letter).slice(1, -1))
    .replace(/\x7f/g, '\\u007f');
}

function wrapped(text) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : '';
    if (longer && longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(INDENT + word);
  }
  return lines;
}

/** The same error; runners print its message or its stack, which begins with the message. */
function withJournal(error, journal) {
  if (typeof error?.message !== 'string') return error; // What was thrown is no error.
  const before = error.message;
  const after = `${before}\n\nfake-ice: ${journal}\n`;
  const stack = String(error.stack ?? '');
  const place = stack.indexOf(before);
  error.message = after;
  error.stack = place < 0
    ? `${after}\n${stack}`
    : stack.slice(0, place) + after + stack.slice(place + before.length);
  return error;
}

module.exports = { Journal, withJournal };
