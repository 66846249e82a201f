#include "main.h"
#include "registers.h"
#include "uart.h"

/* RPMsg over virtio as Linux's virtio_rpmsg_bus speaks it, seen from the remote side. Addresses are those of the HMP overlay. */
#define BUFFERS 256u
#define ALIGNMENT 4096u
#define ENDPOINT 30u
#define NAME_SERVICE 53u

/* mboxes = <&mu 0 1>, <&mu 1 1>: register 1 in both directions. */
#define MU_TR1 REGISTER(MU_B + 0x04)
#define MU_RR1 REGISTER(MU_B + 0x14)
#define MU_SR REGISTER(MU_B + 0x20)
#define MU_SR_TE1 (1u << 22)
#define MU_SR_RF1 (1u << 26)
#define MU_CR REGISTER(MU_B + 0x24)
#define MU_CR_RIE1 (1u << 26)

struct ring_entry {
  uint32_t da, align, num, notifyid, reserved;
};

/* struct resource_table, fw_rsc_vdev and fw_rsc_vdev_vring of include/linux/remoteproc.h. */
__attribute__((section(".resource_table"), used)) volatile const struct {
  uint32_t version, count, reserved[2], offset;
  uint32_t type, id, notifyid, device_features, guest_features, config_length;
  uint8_t status, rings, padding[2];
  struct ring_entry ring[2];
} resource_table = {
    1, 1, {0, 0}, 20, 3 /* vdev */, 7 /* rpmsg */, 0, 1 /* name service */, 0, 0, 0, 2, {0, 0},
    {{VRING0, ALIGNMENT, BUFFERS, 0, 0}, {VRING1, ALIGNMENT, BUFFERS, 1, 0}},
};

struct descriptor {
  uint32_t address, address_high, length;
  uint16_t flags, next;
};
struct available {
  uint16_t flags, index, ring[BUFFERS];
};
struct used {
  uint16_t flags, index;
  struct {
    uint32_t id, length;
  } ring[BUFFERS];
};
struct message {
  uint32_t source, destination, reserved;
  uint16_t length, flags;
  uint8_t data[];
};

#define DESCRIPTORS(ring) ((volatile struct descriptor *)(ring))
#define AVAILABLE(ring) ((volatile struct available *)((ring) + 16 * BUFFERS))
#define USED(ring) ((volatile struct used *)((ring) + 2 * ALIGNMENT))

static const struct {
  char name[32];
  uint32_t address, flags;
} announcement = {"rpmsg-virtual-tty-channel-1", ENDPOINT, 0};

static int linked;
static uint16_t taken[2];

/* A word that an earlier firmware never read would look like the kick that says the rings are ready. */
void early(void) {
  if (MU_SR & MU_SR_RF1) (void)MU_RR1;
}

static void kick(uint32_t queue) {
  for (uint32_t patience = 1000000; !(MU_SR & MU_SR_TE1); patience--)
    if (!patience) return;
  MU_TR1 = queue << 16;
}

static uint32_t ring_of(int queue) { return queue ? VRING1 : VRING0; }

static int is_waiting(int queue) { return AVAILABLE(ring_of(queue))->index != taken[queue]; }

static volatile struct message *take(int queue, uint16_t *id) {
  *id = AVAILABLE(ring_of(queue))->ring[taken[queue]++ % BUFFERS];
  return (volatile struct message *)DESCRIPTORS(ring_of(queue))[*id].address;
}

static void give_back(int queue, uint16_t id, uint32_t length) {
  volatile struct used *used = USED(ring_of(queue));
  uint16_t at = used->index;
  used->ring[at % BUFFERS].id = id;
  used->ring[at % BUFFERS].length = length;
  __asm volatile("dsb" ::: "memory");
  used->index = at + 1;
  __asm volatile("dsb" ::: "memory");
  kick(queue);
}

static void send(uint32_t destination, const volatile uint8_t *data, uint32_t length) {
  if (!is_waiting(0)) return;
  uint16_t id;
  volatile struct message *message = take(0, &id);
  message->source = ENDPOINT;
  message->destination = destination;
  message->reserved = 0;
  message->length = length;
  message->flags = 0;
  for (uint32_t i = 0; i < length; i++) message->data[i] = data[i];
  give_back(0, id, sizeof(struct message) + length);
}

static void echo(void) {
  uint16_t id;
  volatile struct message *message = take(1, &id);
  send(message->source, message->data, message->length);
  give_back(1, id, 0);
}

/* Linux kicks queue 0 once its rings are set up and filled with buffers. */
static void answer(void) {
  if (MU_SR & MU_SR_RF1) {
    (void)MU_RR1;
    if (!linked && AVAILABLE(VRING0)->index != 0) {
      linked = 1;
      uart_text("hil-m7 " IMAGE " link=up\r\n");
      send(NAME_SERVICE, (const volatile uint8_t *)&announcement, sizeof announcement);
    }
  }
  while (linked && is_waiting(1)) echo();
}

#ifdef INTERRUPTS
void begin(void) {
  MU_CR = MU_CR_RIE1;
  NVIC_ISER(MU_INTERRUPT) = 1u << (MU_INTERRUPT % 32);
}

void messaging_unit(void) { answer(); }

void serve(void) { wait_and_tick(); }
#else
void serve(void) {
  answer();
  wait_and_tick();
}
#endif
