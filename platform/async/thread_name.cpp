#include "platform/async/thread_name.hpp"

#include <pthread.h>

namespace boxoffice {

void name_this_thread(const std::string& name) {
    constexpr std::size_t bytes_max = 15;
    pthread_setname_np(pthread_self(), name.substr(0, bytes_max).c_str());
}

}  // namespace boxoffice
