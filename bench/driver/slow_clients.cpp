#include "bench/driver/slow_clients.hpp"

#include "bench/driver/poller.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <vector>

namespace boxoffice::load {

namespace {

constexpr std::chrono::seconds between_bytes{2};
constexpr std::size_t opening_at_once = 100;
constexpr int small_buffer_bytes = 4096;
/// A long answer is work for the server, which is not what is measured.
constexpr std::chrono::milliseconds between_readers{5};

std::string opening(const SlowPlan& plan) {
    switch (plan.slowness) {
        case Slowness::headers: return fmt::format("GET / HTTP/1.1\r\nHost: {}\r\nX-Slow: ", plan.address.host);
        case Slowness::body:
            return fmt::format(
                "POST /login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
                plan.address.host);
        case Slowness::reading: break;
    }
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", plan.path, plan.address.host);
}

class SlowClients {
public:
    explicit SlowClients(const SlowPlan& plan) : plan_(plan), opening_(opening(plan)), clients_(plan.clients) {}

    SlowResult run() {
        for (std::uint32_t i = 0; i < clients_.size(); ++i) {
            open(i);
            if (plan_.slowness == Slowness::reading) wait(Clock::now() + between_readers);
            if (i % opening_at_once == 0) wait(Clock::now() + std::chrono::milliseconds(1));
        }
        std::puts("open");
        std::fflush(stdout);
        const auto end =
            Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan_.seconds));
        while (Clock::now() < end && histogram_.count() < clients_.size()) {
            wait(std::min(end, Clock::now() + between_bytes));
            if (plan_.slowness != Slowness::reading) send_a_byte();
        }
        return {histogram_.count(), clients_.size() - histogram_.count(), histogram_.latency()};
    }

private:
    struct Client {
        Connection connection;
        TimePoint since;
    };

    void open(std::uint32_t index) {
        auto& client = clients_[index];
        const int receive_bytes = plan_.slowness == Slowness::reading ? small_buffer_bytes : 0;
        poller_.watch(client.connection.open(plan_.address, receive_bytes), index);
        client.connection.send(opening_);
        client.since = Clock::now();
    }

    void wait(TimePoint until) {
        do {
            for (const auto& ready : poller_.wait(until)) on_ready(ready);
        } while (Clock::now() < until);
    }

    void on_ready(Poller::Ready ready) {
        auto& client = clients_[ready.index];
        if (!client.connection.is_open()) return;
        if ((ready.events & (EPOLLHUP | EPOLLERR)) != 0) return cut(client);
        if (plan_.slowness == Slowness::reading) {
            // Sends what is left to send, and leaves unread what comes.
            if (client.connection.on_ready(EPOLLOUT) == Connection::Progress::broken) cut(client);
        } else if (client.connection.on_ready(ready.events) != Connection::Progress::under_way) {
            cut(client);
        }
    }

    void send_a_byte() {
        for (auto& client : clients_)
            if (client.connection.is_open() && !client.connection.send("x")) cut(client);
    }

    void cut(Client& client) {
        histogram_.add(microseconds_between(client.since, Clock::now()));
        client.connection.close();
    }

    const SlowPlan& plan_;
    std::string opening_;
    Poller poller_;
    std::vector<Client> clients_;
    Histogram histogram_;
};

}  // namespace

SlowResult run_slow_clients(const SlowPlan& plan) { return SlowClients(plan).run(); }

}  // namespace boxoffice::load
