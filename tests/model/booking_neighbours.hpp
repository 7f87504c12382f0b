#pragma once

#include "tests/model/booking_rules.hpp"
#include "tests/model/booking_state.hpp"

#include <vector>

/// The event service, the gateway and the notification service, as a booking meets them, and the network in between:
/// a call, once sent, may arrive at any later time, any number of times, or never.
namespace boxoffice::model {

/// What the event service looks at besides the register.
struct Surroundings {
    bool event_cancelled = false;
    int room = 0;  ///< that other bookings leave; not looked at where any growth may be refused
};

enum class Answer { taken, superseded, refused };
struct Ruling {
    Answer answer;
    Register entry;  ///< afterwards
};
/// Every way in which the event service may decide a command: two where others come and go, else one.
std::vector<Ruling> rulings(const Rules& rules, const Scope& scope, const Surroundings& around, const Register& entry,
                            const Register& command);

/// The command may arrive later, or once more.
void send(const Scope& scope, Booking& booking, Register command);
void send_charge(const Scope& scope, Booking& booking, int charge_no);
void send_void(const Scope& scope, Booking& booking, int charge_no);
void send_refund(const Scope& scope, Booking& booking, int refund_no, int charge_no);

/// What the gateway may say to a charge; it keeps what it said first.
std::vector<Charge> charge_answers(const Scope& scope, const Booking& booking, int charge_no);
Charge void_key(const Rules& rules, Booking& booking, int charge_no);
/// False when it refuses: the key stands for another refund, or there is no money of that charge left.
bool give_back(Booking& booking, int refund_no, int charge_no);

/// The notification service records what it does not have yet.
void record(const Rules& rules, Booking& booking, Small messages);

/// Forgets what can make no difference any more, so that equal situations are equal states.
void tidy(const Rules& rules, Booking& booking);

}  // namespace boxoffice::model
