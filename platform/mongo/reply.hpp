#pragma once

#include "platform/mongo/view.hpp"

#include <bson/bson.h>

namespace boxoffice::mongo {

/// Where the driver puts what the server said: it initialises `bson` itself, whatever comes of the call.
struct Reply {
    Reply() = default;
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply() { bson_destroy(&bson); }

    View view() const { return View(bson); }

    bson_t bson = BSON_INITIALIZER;
};

}  // namespace boxoffice::mongo
