#pragma once

namespace boxoffice {

/// A service of this process, with its adapters. It says to its door's standing what it needs.
class Room {
public:
    virtual ~Room() = default;

    /// Begins what runs in the background. Called once, when what the service needs is prepared.
    virtual void start() {}
    /// Ends what would not end by the scope's cancel.
    virtual void stop() {}
};

}  // namespace boxoffice
