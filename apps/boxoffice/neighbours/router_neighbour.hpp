#pragma once

#include "platform/http/router.hpp"
#include "services/user/ports/neighbour.hpp"

namespace boxoffice {

/// A service in the same process, asked through its route table, with every check that an HTTP request meets.
class RouterNeighbour final : public user::Neighbour {
public:
    explicit RouterNeighbour(http::Router& router) : router_(router) {}

    Task<http::Response> send(http::Request request) override {
        co_return co_await router_.dispatch(std::move(request));
    }

private:
    http::Router& router_;
};

}  // namespace boxoffice
