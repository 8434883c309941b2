import { changeCommandOf } from '../../install/change-command.ts';

export default changeCommandOf('disable');
