import Anser from 'anser';
import { type ComponentChild, h } from 'preact';
import { clockText, poweredText } from './moment.ts';
import { plain } from './search.ts';
import { type BoardTimeline, type RowTuple, rowLanes, type TimelineIndex } from './timeline-data.ts';

export const rowHeight = 18;

export interface LogRowProps {
  readonly index: TimelineIndex;
  readonly board: BoardTimeline;
  /** Undefined while its chunk is being loaded. */
  readonly row: RowTuple | undefined;
  readonly isSelected: boolean;
  readonly wanted: string;
  readonly select: () => void;
}

/** A line in the column of its lane. */
export const logRow = ({ index, board, row, isSelected, wanted, select }: LogRowProps): ComponentChild => {
  if (!row) return h('div', { class: 'row waiting' }, h('time', {}, '…'));
  const [at, lane, text, kind] = row;
  return h(
    'div',
    { class: `row lane-${rowLanes[lane]} ${kind ?? ''} ${isSelected ? 'selected' : ''}`, onClick: select },
    h('time', {}, clockText(index, at)),
    h('span', { class: 'powered' }, poweredText(board, at)),
    h(
      'span',
      { class: 'text', title: plain(text) },
      kind === 'sent' ? '» ' : '',
      wanted === '' ? coloured(text) : marked(plain(text), wanted),
    ),
  );
};

/** SGR colours as classes, since a style in an attribute is what the page's policy forbids. */
export const coloured = (text: string): ComponentChild => {
  if (!text.includes('\x1b')) return text;
  return Anser.ansiToJson(text, { use_classes: true, json: true, remove_empty: true }).map(({ content, fg, bg, decorations }) => {
    const classes = [fg, bg ? `bg-${bg}` : '', ...decorations.map((name) => `ansi-${name}`)].filter(Boolean);
    return h('span', { class: classes.join(' ') }, content);
  });
};

const marked = (text: string, wanted: string): ComponentChild => {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  return at < 0 ? text : [text.slice(0, at), h('mark', {}, text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
};
