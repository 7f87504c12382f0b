#include "services/event/api/stream.hpp"

#include "services/event/api/representation.hpp"

namespace boxoffice::event {

namespace {

constexpr const char* opening = "retry: 2000\n\n";
constexpr const char* heart_beat = ":\n\n";

class Listener final : public Watch::Follower {
public:
    Listener(Watch& watch, http::Stream& stream) : Follower(watch), watch_(watch), stream_(stream) {}

private:
    bool tell_state() override { return stream_.offer(*watch_.text(availability_event)); }
    void tell_quiet() override { stream_.offer(heart_beat); }

    Watch& watch_;
    http::Stream& stream_;
};

}  // namespace

Task<> stream_availability(std::shared_ptr<Watch> watch, http::Stream& stream) {
    if (watch->inventory().state == InventoryState::DELETED) co_return;
    Listener listener(*watch, stream);
    if (co_await stream.send(opening + *watch->text(availability_event))) co_await listener.end();
}

}  // namespace boxoffice::event
