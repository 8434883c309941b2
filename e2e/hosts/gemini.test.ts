import { gemini } from './gemini.ts';
import { walkTheRoad } from './road.ts';

walkTheRoad({ title: 'Gemini CLI', open: gemini });
