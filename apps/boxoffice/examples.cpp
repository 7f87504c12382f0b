#include "apps/boxoffice/examples.hpp"

#include "generated/boxoffice_program_example_files.hpp"
#include "services/event/import/calendar.hpp"

namespace boxoffice {

namespace {
const event::ImportDefaults defaults{.capacity = 400, .price = 2500, .currency = "EUR"};
}

Task<> add_examples(Program& program) {
    const Context context{.caller = Caller::service("examples"), .trace = Trace::begin(program.base.random)};
    event::EventFilter any;
    any.limit = 1;
    if (!(co_await program.event->listings.list(any))->empty()) co_return;
    const auto& email = program.base.configuration.user.admin_email;
    const auto admins = co_await program.user->accounts.list({.email = email});
    if (admins.empty()) co_return;
    auto reading = event::read_calendar(example_files("examples.ics"));
    co_await program.event->imports.import_events(context, admins.front().id, defaults, std::move(reading.drafts));
}

}  // namespace boxoffice
