import { gemini } from './gemini.ts';
import { walkTheRoad } from './host-walkthrough.ts';

walkTheRoad({ title: 'Gemini CLI', open: gemini });
