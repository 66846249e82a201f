#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>
#include "main.h"
#include "uart.h"

namespace {

char order[8];
int placed;

struct Part {
  explicit Part(char name) : name(name) { order[placed++] = name; }
  virtual ~Part() { order[placed++] = '~'; }
  virtual int weight() const { return 1; }
  char name;
};

struct Heavy : Part {
  using Part::Part;
  int weight() const override { return 10; }
};

/* Constructed before begin(), from top to bottom. */
Part first{'a'};
Heavy second{'b'};
std::vector<std::unique_ptr<Part>> parts;

Part &local() {
  static Part once{'c'};
  return once;
}

int weigh() {
  parts.push_back(std::make_unique<Heavy>('d'));
  parts.push_back(std::make_unique<Part>('e'));
  std::sort(parts.begin(), parts.end(), [](auto &x, auto &y) { return x->weight() < y->weight(); });
  int sum = first.weight() + second.weight() + local().weight() + local().weight();
  for (auto &part : parts) sum += part->weight();
  return sum;
}

} // namespace

extern "C" {
void early() {}

void begin() {
  int weight = weigh();
  char lightest = parts.front()->name;
  parts.clear();
  std::printf("hil-m7 " IMAGE " constructed=%.8s weight=%d lightest=%c\r\n", order, weight, lightest);
}

void serve() { wait_and_tick(); }

/* Nothing ends here, so nothing is destroyed at an end. */
void *__dso_handle;
int __aeabi_atexit(void *, void (*)(void *), void *) { return 0; }
}
