import { copilot } from './copilot.ts';
import { walkTheRoad } from './host-walkthrough.ts';

walkTheRoad({ title: 'Copilot CLI', open: copilot });
