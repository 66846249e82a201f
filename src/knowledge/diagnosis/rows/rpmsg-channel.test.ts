import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const told = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

describe('RPMsg that Linux lacks', () => {
  test.each([
    'The M7 waits for the link, and on Linux no ttyRPMSG comes. modprobe imx_rpmsg_tty says nothing.',
    'Since the step from BSP 6 to 7 my program cannot open /dev/ttyRPMSG30. The firmware is the same.',
    'On Linux no rpmsg channel is created although the M7 runs.',
    'There is no /dev/ttyRPMSG on our i.MX8MM after boot.',
    'I never see a ttyRPMSG device, the remoteproc state is running.',
    'The imx_rpmsg_tty module is loaded and /dev/ttyRPMSG30 does not exist.',
    'After the upgrade to 6.6 RPMsg does not come up any more.',
    'The ping pong demo prints its banner and no RPMsg channel appears after modprobe.',
    'Our rpmsg endpoint is not created on the Linux side.',
    'With the new device tree imx-rpmsg ends up probe deferred, no ttys.',
  ])('%s', (text) => {
    expect(told(text)[0]).toBe('no-rpmsg-tty likely');
  });
});

describe('a core that waits, where nothing is said of Linux, is no more than possible', () => {
  test.each([
    'rpmsg_lite_wait_for_link_up never comes back in my M7 program.',
    'Loaded by the tool from user space the M4 stays in the loop around rpmsg_lite_is_link_up for ever.',
    'My M4 gets stuck in rpmsg_rtos_init.',
  ])('%s', (text) => {
    expect(told(text)[0]).toBe('no-rpmsg-tty possible');
  });

  test('and nothing at all where Linux is well', () => {
    expect(told('The Linux side starts its RPMsg driver fine, but the M4 task hangs in rpmsg_rtos_init.')).toEqual([]);
  });
});

describe('messages that go wrong behind the link are no missing tty', () => {
  test.each([
    'After rpmsg_lite_remote_init my code hangs in rpmsg_lite_send at the 40th call. What came before is received by Linux.',
    'My M4 hangs in rpmsg_queue_recv when the message is longer than 256 bytes.',
    'rpmsg_lite_send blocks in the M7 task when more tasks run, Linux keeps running.',
    'There is a HardFault in rpmsg_lite_alloc_tx_buffer when I call it from an interrupt.',
    'How do I make a second RPMsg endpoint for a second tty? The first one works.',
    'The throughput of rpmsg is 200 kB/s only. Is shared memory better?',
    'rpmsg_lite.h is not found after I copied the middleware into my project.',
    'How large may a message of RPMsg-Lite be?',
    'RPMsg works with the first M4 of the 8QM. Which addresses does the second one take?',
    'The latency of rpmsg jumps from 100 us to 5 ms at times.',
  ])('%s', (text) => {
    expect(told(text).filter((each) => each.startsWith('no-rpmsg-tty'))).toEqual([]);
  });
});

test.each([
  'RPMsg does not run on kernel 5.4. I found that the probe of virtio_rpmsg_bus is failing. An older image has no such trouble. Since it ends with error -12 I think of ENOMEM.',
  'The imx_rpmsg driver cannot be probed here. Free memory is plenty. It fails with -12 each time.',
])('the number in one sentence and the driver in another: %s', (text) => {
  expect(told(text)[0]).toBe('rpmsg-memory-missing likely');
});
