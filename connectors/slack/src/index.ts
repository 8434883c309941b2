import { defineConnector } from '@rolekit/sdk';
import { slack } from './connection.ts';
import { createCanvas, listSections, updateCanvas } from './tools/canvases.ts';
import { listChannels, listMembers } from './tools/channels.ts';
import { getFile, listFiles } from './tools/files.ts';
import { getHistory, getThread, searchMessages } from './tools/messages.ts';
import { addReaction, removeReaction } from './tools/reactions.ts';
import { listScheduled, scheduleMessage } from './tools/schedule.ts';
import { getUser, listUsers } from './tools/users.ts';
import { deleteMessage, postMessage, updateMessage } from './tools/write-messages.ts';

/** Slack for agents: search, channels, threads, people, files, and approved messages, reactions and canvases. */
export default defineConnector({
  name: 'slack',
  title: 'Slack',
  version: '0.1.0',
  description: 'Search and read Slack, and post, schedule and change messages with approval.',
  connection: slack,
  hosts: ['slack.com', 'files.slack.com', 'config:baseUrl'],
  tools: [
    searchMessages,
    listChannels,
    getHistory,
    getThread,
    listUsers,
    listFiles,
    getFile,
    postMessage,
    scheduleMessage,
    updateMessage,
    addReaction,
    createCanvas,
    deleteMessage,
    removeReaction,
    updateCanvas,
    listSections,
    listMembers,
    getUser,
    listScheduled,
  ],
});
