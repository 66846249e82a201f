import { expect, test } from 'vitest';
import { isLike, parameter, resourcesOf } from './place-resources.ts';
import type { Place, Resource } from './protocol.ts';

test.each([
  ['verdin-01', 'verdin-*', true],
  ['verdin-01', 'verdin-0?', true],
  ['verdin-01', 'verdin-0[12]', true],
  ['verdin-01', 'verdin-0[!12]', false],
  ['verdin-01', 'Verdin-01', false],
  ['verdin-01', 'verdin', false],
  ['rack1.lab', 'rack1?lab', true],
  ['rack1xlab', 'rack1.lab', false],
  ['rack/1', '*', true],
  ['a]b', 'a[]]b', true],
  ['a-b', 'a[a-c]b', false],
  ['abb', 'a[a-c]b', true],
  ['a[b', 'a[b', true],
  ['a\\d', 'a[\\]d', true],
  ['(1)+', '(1)+', true],
])('%s is like %s: %s', (text, pattern, is) => {
  expect(isLike(text, pattern)).toBe(is);
});

const resource = (exporterName: string, groupName: string, cls: string, resourceName: string): Resource => ({
  path: { exporterName, groupName, resourceName },
  cls,
  params: {},
  extra: {},
  acquired: '',
  avail: true,
});
const all = [
  resource('rack1', 'v1', 'NetworkSerialPort', 'uart4'),
  resource('rack1', 'v1', 'NetworkSerialPort', 'uart3'),
  resource('rack1', 'v2', 'NetworkSerialPort', 'uart3'),
  resource('rack2', 'v1', 'NetworkPowerPort', 'relay'),
];

test('the first match that fits decides, and gives the name', () => {
  const matches = [
    { exporter: '*', group: 'v1', cls: 'NetworkSerialPort', name: 'uart3', rename: 'a53' },
    { exporter: '*', group: 'v1', cls: '*' },
  ];
  const place: Place = { name: 'verdin-01', aliases: [], matches, changed: 0 };
  expect(resourcesOf(place, all).map(({ name, path }) => [name, path])).toEqual([
    ['a53', 'rack1/v1/NetworkSerialPort/uart3'],
    ['uart4', 'rack1/v1/NetworkSerialPort/uart4'],
    ['relay', 'rack2/v1/NetworkPowerPort/relay'],
  ]);
});

test('a place without matches has nothing', () => {
  expect(resourcesOf({ name: 'bare', aliases: [], matches: [], changed: 0 }, all)).toEqual([]);
});

test('a parameter has the value that is set, be it zero, and none where it is null', () => {
  const params = { port: {}, index: { uintValue: 0 }, on: { boolValue: false }, host: { stringValue: 'rack1' } };
  expect(['port', 'index', 'on', 'host', 'speed'].map((name) => parameter(params, name))).toEqual([
    undefined,
    0,
    false,
    'rack1',
    undefined,
  ]);
});
