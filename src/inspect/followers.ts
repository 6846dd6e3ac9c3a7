import type { AnyActorRef } from 'xstate';
import { StatestormError } from '../domain/errors.ts';
import { seededRandom } from '../domain/random.ts';
import { Ears } from './ear.ts';
import { UserRecorder } from './recorder.ts';
import type { Mask } from './shown.ts';
import type { InspectedUser, Subject } from './subject.ts';
import type { Following, Recording } from './wire.ts';

/** Which user is to be followed. `userClass` narrows `nextFailure`, and `class` needs it. */
export interface Pick {
  readonly pick: 'random' | 'class' | 'nextFailure';
  readonly userClass?: string | undefined;
}

export interface FollowersOptions {
  readonly subject: Subject;
  /** The id of the users' chart. */
  readonly machine: string;
  readonly mask: Mask;
}

/** Recordings of one test, at most. */
const MOST = 10;
/** A user that nobody asked for so long is let go, and a recording kept so long after its end, ms. */
const UNASKED_MS = 60_000;
const KEPT_MS = 600_000;
const CHECK_MS = 5000;
/** How often a stream is told news, ms. */
const STREAM_MS = 250;

interface Followed {
  readonly recorder: UserRecorder;
  /** Ends what listens; empty once it ended. */
  ends: (() => void)[];
}

/** The followed users of one test. A user is watched while a recording of it runs, and no longer. */
export class Followers {
  readonly #options: FollowersOptions;
  readonly #ears = new Ears();
  readonly #followed = new Map<string, Followed>();
  readonly #watched = new Map<AnyActorRef, number>();
  readonly #newcomers = new Set<(user: InspectedUser) => void>();
  #number = 0;
  #streams = 0;
  #timer: unknown;

  constructor(options: FollowersOptions) {
    this.#options = options;
  }

  /**
   * Begins to follow a user.
   * @throws StatestormError `follow.nobody` where there is none to pick, `follow.elsewhere` where other processes have them, `follow.full` where too many are followed.
   */
  follow({ pick, userClass }: Pick): Following {
    const { subject, machine, mask } = this.#options;
    this.#refuseStrangers();
    this.#makeRoom();
    const wanted =
      pick === 'nextFailure' ? undefined : this.#choose(pick === 'class' ? userClass : undefined);
    const id = `${subject.id}-${++this.#number}`;
    const recorder = new UserRecorder({ id, machine, mask }, subject.clock.now());
    const followed: Followed = { recorder, ends: [] };
    this.#followed.set(id, followed);
    if (wanted) this.#begin(followed, wanted);
    else this.#awaitFailure(followed, userClass);
    if (this.#timer === undefined) this.#arm();
    return recorder.recording().following;
  }

  get ids(): readonly string[] {
    return [...this.#followed.keys()];
  }

  /** Users that are followed now, each once. */
  get users(): readonly InspectedUser[] {
    const going = [...this.#followed.values()].filter(({ recorder }) => recorder.status === 'following');
    return [...new Set(going.flatMap(({ recorder: { user } }) => user ?? []))];
  }

  /** Streams that go on. */
  get streams(): number {
    return this.#streams;
  }

  /** What is recorded; undefined where there is no such recording. Asking keeps it going. */
  recording(id: string): Recording | undefined {
    return this.#ask(id)?.recorder.recording();
  }

  /** Lets the user go; its recording is kept for a while. */
  end(id: string): Recording | undefined {
    const followed = this.#followed.get(id);
    if (followed) this.#end(followed);
    return followed?.recorder.recording();
  }

  /**
   * Tells what is recorded, then what is new, up to four times a second, until its end. What `tell` answers with
   * false is told again. Gives what ends it; undefined where there is no such recording.
   */
  stream(id: string, tell: (recording: Recording) => boolean, ended: () => void): (() => void) | undefined {
    const followed = this.#ask(id);
    if (followed === undefined) return undefined;
    const { recorder } = followed;
    const { clock } = this.#options.subject;
    let timer: unknown;
    let told = 0;
    let state = '';
    const look = (): void => {
      recorder.askedAt = clock.now();
      const next = `${recorder.status} ${recorder.seq}`;
      if (next !== state && tell(recorder.recording(told))) {
        state = next;
        told = recorder.seq;
      }
      if (recorder.status === 'ended') ended();
      else timer = clock.setTimeout(look, STREAM_MS);
    };
    this.#streams++;
    look();
    let open = true;
    return () => {
      clock.clearTimeout(timer);
      if (open) this.#streams--;
      open = false;
    };
  }

  /** Hears of each user that is followed from now on. Gives what ends it. */
  onFollow(listener: (user: InspectedUser) => void): () => void {
    this.#newcomers.add(listener);
    return () => void this.#newcomers.delete(listener);
  }

  close(): void {
    this.#options.subject.clock.clearTimeout(this.#timer);
    for (const followed of this.#followed.values()) this.#end(followed);
    this.#followed.clear();
  }

  #ask(id: string): Followed | undefined {
    const followed = this.#followed.get(id);
    if (followed) followed.recorder.askedAt = this.#options.subject.clock.now();
    return followed;
  }

  #choose(userClass: string | undefined): InspectedUser {
    const { roster, clock } = this.#options.subject;
    const all = [...roster.members()].filter(({ leaving }) => !leaving);
    const users = all.filter((each) => userClass === undefined || classOf(each) === userClass);
    if (users.length > 0) return seededRandom('follow', clock.now(), this.#number).pick(users);
    const classes = [...new Set(all.map(classOf))];
    throw new StatestormError(
      'follow.nobody',
      userClass === undefined ? 'No user is alive' : `No user of the class ${userClass} is alive`,
      { hint: classes.length > 0 ? `Alive are users of ${classes.join(', ')}.` : 'Start a load first.' },
    );
  }

  #awaitFailure(followed: Followed, userClass: string | undefined): void {
    const { roster } = this.#options.subject;
    const ends = new Map<InspectedUser, () => void>();
    const listen = (user: InspectedUser): void => {
      if (userClass !== undefined && classOf(user) !== userClass) return;
      const end = this.#ears.listen(user.life, (request) => {
        if (request.sample.outcome !== 'failed' || followed.recorder.status !== 'waiting') return;
        for (const each of followed.ends) each();
        followed.ends = [];
        followed.recorder.begin(user);
        followed.recorder.addRequest(request);
        this.#begin(followed, user);
      });
      // Those who leave are forgotten, however long the failure takes to come.
      const leaving = user.actor.subscribe({ complete: () => forget(user), error: () => forget(user) });
      ends.set(user, () => {
        end();
        leaving.unsubscribe();
      });
    };
    const forget = (user: InspectedUser): void => {
      ends.get(user)?.();
      ends.delete(user);
    };
    for (const user of roster.members()) listen(user);
    followed.ends = [roster.onJoin(listen), () => [...ends.keys()].forEach(forget)];
  }

  #begin(followed: Followed, user: InspectedUser): void {
    const { recorder } = followed;
    const { clock } = this.#options.subject;
    const { actor, life } = user;
    const isFirst = !this.#watched.has(actor);
    recorder.begin(user);
    const hearing = actor.system.inspect({
      next: (event) => {
        if (event.type !== '@xstate.snapshot' || event.actorRef !== actor) return;
        recorder.addTransition(clock.now(), event.event);
      },
    });
    const leaving = actor.subscribe({
      // The last transition is told after the end of the actor.
      complete: () => clock.setTimeout(() => this.#end(followed), 0),
      error: () => clock.setTimeout(() => this.#end(followed), 0),
    });
    followed.ends = [
      () => hearing.unsubscribe(),
      () => leaving.unsubscribe(),
      this.#ears.listen(life, (request) => recorder.addRequest(request)),
      this.#watch(actor),
    ];
    if (isFirst) for (const listener of this.#newcomers) listener(user);
  }

  /** Has the user's chart tell of its tasks, as long as any recording of it runs. */
  #watch(actor: AnyActorRef): () => void {
    const count = this.#watched.get(actor) ?? 0;
    this.#watched.set(actor, count + 1);
    if (count === 0) actor.send({ type: 'user.watch' });
    return () => {
      const left = (this.#watched.get(actor) ?? 1) - 1;
      if (left > 0) {
        this.#watched.set(actor, left);
        return;
      }
      this.#watched.delete(actor);
      if (actor.getSnapshot().status === 'active') actor.send({ type: 'user.unwatch' });
    };
  }

  #end(followed: Followed): void {
    followed.recorder.end(this.#options.subject.clock.now());
    for (const end of followed.ends) end();
    followed.ends = [];
  }

  #refuseStrangers(): void {
    const { census, roster } = this.#options.subject;
    const [anyone] = roster.members();
    if (anyone !== undefined || census.alive === 0) return;
    throw new StatestormError('follow.elsewhere', 'The users run in other processes', {
      hint: 'Users can be followed where one process carries the load: leave --processes and --master out.',
    });
  }

  #makeRoom(): void {
    if (this.#followed.size < MOST) return;
    const over = [...this.#followed.values()].find(({ recorder }) => recorder.status === 'ended');
    if (over) this.#followed.delete(over.recorder.id);
    else {
      throw new StatestormError('follow.full', `${MOST} users are followed already`, {
        hint: 'End one of them first.',
      });
    }
  }

  #arm(): void {
    const { clock } = this.#options.subject;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      const now = clock.now();
      for (const followed of this.#followed.values()) {
        const { id, status, askedAt, endedAt } = followed.recorder;
        if (status !== 'ended' && now - askedAt >= UNASKED_MS) this.#end(followed);
        if (endedAt !== undefined && now - endedAt >= KEPT_MS) this.#followed.delete(id);
      }
      if (this.#followed.size > 0) this.#arm();
    }, CHECK_MS);
  }
}

function classOf({ life }: InspectedUser): string {
  return life.userClass.definition.name;
}
