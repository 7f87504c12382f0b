#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/notification/ports/notification_store.hpp"

#include <gtest/gtest.h>
#include <functional>
#include <memory>

namespace boxoffice::notification {

/// What every NotificationStore must do. An adapter instantiates it with a function that opens the store in a folder;
/// opening the same folder again shows the same notifications.
class StoreContract : public testing::TestWithParam<
                          std::function<std::unique_ptr<NotificationStore>(Loop&, const std::filesystem::path&)>> {
protected:
    void open() {
        store.reset();
        store = GetParam()(loop, folder.path());
    }
    void SetUp() override { open(); }

    /// A new notification, QUEUED and due at `now`.
    Notification notification(std::string booking_id = "b1", std::string topic = "CONFIRMED",
                              Channel channel = Channel::email);
    std::vector<bool> insert(std::vector<Notification> notifications) {
        return run(loop, store->insert(std::move(notifications)));
    }
    Submitted submit(Notification wanted, bool resend = false, std::optional<IdempotencyKey> key = std::nullopt);

    static constexpr Timestamp now{std::chrono::milliseconds(1'800'000'000'000)};
    TemporaryFolder folder;
    Loop loop;
    std::unique_ptr<NotificationStore> store;
    SystemRandom random;
    UuidSource ids{random};
};

}  // namespace boxoffice::notification
