import type { AnyStateMachine } from 'xstate';
import { ChartRegistry, type ChartSource } from './chartRegistry.ts';
import { Followers } from './followers.ts';
import { LiveView } from './liveView.ts';
import type { Mask } from './shown.ts';
import type { Subject } from './subject.ts';
import type { Workers } from './workers.ts';

export interface InspectorOptions {
  readonly subject: Subject;
  /** The fleet's, whose load the test is; undefined where there is none. */
  readonly workers?: Workers | undefined;
  /** Machines that are drawn beside those of the users. */
  readonly charts: readonly ChartSource[];
  /** The machine that each user runs. */
  readonly userMachine: AnyStateMachine;
  readonly mask: Mask;
}

/** What can be seen of one test: its charts, what happens in them now, and users that are followed. */
export class Inspector {
  readonly subject: Subject;
  readonly charts: ChartRegistry;
  readonly live: LiveView;
  readonly followers: Followers;
  readonly mask: Mask;
  readonly workers: Workers | undefined;

  constructor({ subject, workers, charts, userMachine, mask }: InspectorOptions) {
    this.subject = subject;
    this.mask = mask;
    this.charts = new ChartRegistry(charts);
    const machine = this.charts.idOf(userMachine) ?? userMachine.id;
    this.workers = workers;
    this.live = new LiveView({
      subject,
      workers,
      charts: this.charts,
      userMachine,
      mask,
    });
    this.followers = new Followers({ subject, machine, mask });
  }

  /** Lets everything go that it listens to. */
  close(): void {
    this.live.close();
    this.followers.close();
  }
}
