#pragma once

#include <boost/describe.hpp>

#include <optional>

namespace boxoffice::simulation {

/// A rule or a guard of the protocol that is left out of the simulated world, to show that a history finds it. The use
/// cases are never changed: what stores, neighbours and networks promise them is broken.
enum class Mutation {
    // The six rules.
    several_judges,         ///< a booking is replaced whatever its revision is
    act_before_decision,    ///< a decision is acknowledged before it is durable
    commands_not_numbered,  ///< the event service takes late and doubled commands
    charge_key_ignored,     ///< the gateway charges each time it is asked
    event_ends_holds,       ///< the event service ends holds by a clock of its own
    silence_is_no,          ///< a gateway that does not answer counts as one that declines
    no_recovery,            ///< nobody carries on what a crash left
    // Guards.
    inventory_version_off,    ///< an inventory is written whatever its version is
    keys_ignored,             ///< idempotency keys are not kept
    topics_not_unique,        ///< a message that comes twice is a second notification
    publish_before_decision,  ///< messages go out before their decision is made
    outbox_lost,              ///< a decision is stored without its outbox
    release_not_stored,       ///< a release that meets no hold leaves no trace
    refund_key_changes,       ///< each try of a refund is a refund of its own
    settle_unguarded          ///< steps leave `todo` whatever was decided meanwhile
};
BOOST_DESCRIBE_ENUM(Mutation, several_judges, act_before_decision, commands_not_numbered, charge_key_ignored,
                    event_ends_holds, silence_is_no, no_recovery, inventory_version_off, keys_ignored,
                    topics_not_unique, publish_before_decision, outbox_lost, release_not_stored, refund_key_changes,
                    settle_unguarded)

}  // namespace boxoffice::simulation
