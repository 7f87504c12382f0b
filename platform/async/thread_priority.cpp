#include "platform/async/thread_priority.hpp"

#include <sys/resource.h>

namespace boxoffice {

namespace {

constexpr int nice = 10;
constexpr id_t this_thread = 0;

}  // namespace

void give_way() {
    if (getpriority(PRIO_PROCESS, this_thread) < nice) setpriority(PRIO_PROCESS, this_thread, nice);
}

}  // namespace boxoffice
