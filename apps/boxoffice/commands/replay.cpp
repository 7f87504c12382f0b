#include "platform/amqp/replay.hpp"
#include "apps/boxoffice/adapters/messages.hpp"
#include "apps/boxoffice/commands/commands.hpp"

#include <iostream>

namespace boxoffice::commands {

int replay(const Configuration& configuration) {
    if (configuration.engines.amqp_url.empty())
        throw SettingError("AMQP_URL is not set: without a broker there are no messages that were set aside");
    const auto moved = amqp::replay_dead(adapters::broker_address(configuration), amqp::Topology{});
    std::cout << moved << " messages go to the notification service again" << std::endl;
    return 0;
}

}  // namespace boxoffice::commands
