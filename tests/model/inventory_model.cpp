#include "tests/model/inventory_model.hpp"

namespace boxoffice::model {

namespace {

using Register = InventoryModel::Register;
using Registers = InventoryModel::Registers;
using Small = InventoryModel::Small;

constexpr std::array<Register, 5> commands{{{0, 0, 0}, {10, 1, 0}, {11, 0, 1}, {20, 0, 0}, {30, 1, 0}}};
constexpr std::array names{"E1", "E2"};
constexpr Small edits_max = 2;

const auto taking = [] {
    std::array<std::array<std::string, commands.size()>, commands.size()> all;
    for (std::size_t first = 0; first < commands.size(); ++first)
        for (std::size_t second = 0; second < commands.size(); ++second)
            all[first][second] = "takes commands " + std::to_string(commands[first].number) + " and " +
                                 std::to_string(commands[second].number);
    return all;
}();

Register standing(const InventoryModel::Document& document, const Registers& written_out, int booking) {
    return document.open[booking].number != 0 ? document.open[booking] : written_out[booking];
}

Small plus(int value, int more) { return static_cast<Small>(value + more); }

int open_count(const InventoryModel::Document& document) {
    int count = 0;
    for (const auto& entry : document.open) count += entry.number != 0 ? 1 : 0;
    return count;
}

/// What stays of an instance's memory when a round is over: nothing of the round.
void end_round(InventoryModel::Instance& instance) {
    instance.stage = InventoryModel::Stage::idle;
    instance.command = {};
    instance.has_read = {};
    instance.read = {};
}

void forget_inventory(InventoryModel::Instance& instance) {
    instance.knows = 0;
    instance.known = {};
    instance.written = {};
}

std::string text_of(const char* name, const Register& entry) {
    if (entry.number == 0) return std::string(name) + " -";
    return std::string(name) + " n=" + std::to_string(entry.number) + " held=" + std::to_string(entry.held) +
           " sold=" + std::to_string(entry.sold);
}

}  // namespace

InventoryModel::State InventoryModel::initial() const {
    State state{};
    state.stored.capacity = static_cast<Small>(scope_.capacity);
    return state;
}

void InventoryModel::for_each_step(const State& state, Steps<State>& steps) const {
    for (int instance = 0; instance < instances; ++instance) step(state, instance, steps);
    if (scope_.edits) edit(state, steps);
    if (scope_.checks) check(state, steps);
}

void InventoryModel::step(const State& state, int instance, Steps<State>& steps) const {
    const auto& one = state.all[instance];
    if (one.stage == Stage::idle) take_commands(state, instance, steps);
    if (one.stage == Stage::reads) {
        auto next = state;
        next.all[instance].known = state.stored;
        next.all[instance].knows = 1;
        next.all[instance].stage = Stage::decides;
        steps.add(next, names[instance], "reads the document", Kind::progress);
    }
    if (one.stage == Stage::decides) read_registers(state, instance, steps);
    if (scope_.crashes) crash(state, instance, steps);
    begin_writing_out(state, instance, steps);
    deliver_writes(state, instance, steps);
}

void InventoryModel::take_commands(const State& state, int instance, Steps<State>& steps) const {
    for (int first = 0; first <= scope_.commands[0]; ++first)
        for (int second = 0; second <= scope_.commands[1]; ++second) {
            const bool both = first != 0 && second != 0;
            if (first + second == 0 || (both && !scope_.batches)) continue;
            auto next = state;
            auto& one = next.all[instance];
            one.command = {static_cast<Small>(first), static_cast<Small>(second)};
            one.stage = one.knows != 0 ? Stage::decides : Stage::reads;
            steps.add(next, names[instance], taking[first][second], Kind::fault);
        }
}

void InventoryModel::read_registers(const State& state, int instance, Steps<State>& steps) const {
    const auto& one = state.all[instance];
    bool complete = true;
    for (int booking = 0; booking < bookings; ++booking) {
        const bool needed = one.command[booking] != 0 && one.known.open[booking].number == 0;
        if (!needed || one.has_read[booking] != 0) continue;
        complete = false;
        auto next = state;
        next.all[instance].read[booking] = state.written_out[booking];
        next.all[instance].has_read[booking] = 1;
        steps.add(next, names[instance], "reads a register that is written out", Kind::progress);
    }
    if (complete) finish_round(state, instance, steps);
}

InventoryModel::Round InventoryModel::decide(const State& state, const Instance& one) const {
    Round round{.next = one.known, .decided = state.decided};
    for (int booking = 0; booking < bookings; ++booking) {
        if (one.command[booking] == 0) continue;
        const auto& wanted = commands[one.command[booking]];
        const auto current = standing(round.next, one.read, booking);
        if (wanted.number <= current.number) {
            const bool as_taken = wanted.number == current.number;
            round.answers_from_the_past |= as_taken && state.decided[booking].number > wanted.number;
            continue;
        }
        const int growth = wanted.held + wanted.sold - current.held - current.sold;
        if (growth > 0 && round.next.held + round.next.sold + growth > round.next.capacity) continue;
        round.next.held = plus(round.next.held, wanted.held - current.held);
        round.next.sold = plus(round.next.sold, wanted.sold - current.sold);
        round.next.open[booking] = round.decided[booking] = wanted;
        round.changed = true;
    }
    return round;
}

bool InventoryModel::may_leave(const Instance& one, int booking) const {
    if (!rules_.left_out_when_written) return true;
    const auto written = one.written[booking];
    return rules_.written_with_its_number ? written == one.known.open[booking].number : written != 0;
}

void InventoryModel::finish_round(const State& state, int instance, Steps<State>& steps) const {
    const auto& one = state.all[instance];
    auto round = decide(state, one);
    if (!round.changed) return answer_without_writing(state, instance, round, steps);
    if (one.known.v != state.stored.v && rules_.writes_are_guarded) return lose(state, instance, steps);
    round.next.v = plus(one.known.v, 1);
    auto next = state;
    for (int booking = 0; booking < bookings; ++booking) {
        const bool touched = round.next.open[booking] != one.known.open[booking];
        const bool is_open = round.next.open[booking].number != 0;
        if (is_open && (!touched || !rules_.written_with_its_number) && may_leave(one, booking))
            round.next.open[booking] = {};
    }
    for (int booking = 0; booking < bookings && open_count(round.next) > scope_.open_max; ++booking) {
        if (round.next.open[booking].number == 0 || round.next.open[booking] != one.known.open[booking]) continue;
        write_out(next.written_out[booking], round.next.open[booking]);
        round.next.open[booking] = {};
    }
    win(next, instance, round, steps);
}

void InventoryModel::win(const State& state, int instance, Round round, Steps<State>& steps) const {
    auto next = state;
    next.stored = round.next;
    next.decided = round.decided;
    auto& one = next.all[instance];
    end_round(one);
    one.written = {};
    auto unheard = next;
    one.known = round.next;
    steps.add(next, names[instance], "writes: wins", Kind::progress);
    if (!scope_.crashes) return;
    forget_inventory(unheard.all[instance]);
    steps.add(unheard, names[instance], "writes: wins, the answer is lost", Kind::fault);
}

void InventoryModel::lose(const State& state, int instance, Steps<State>& steps) const {
    auto next = state;
    auto& one = next.all[instance];
    const auto keeps = one;
    forget_inventory(one);
    one.stage = Stage::reads;
    one.has_read = {};
    one.read = {};
    if (!rules_.registers_read_after_version) {
        one.has_read = keeps.has_read;
        one.read = keeps.read;
    }
    steps.add(next, names[instance], "writes: loses, reads again", Kind::progress);
}

void InventoryModel::answer_without_writing(const State& state, int instance, const Round& round,
                                            Steps<State>& steps) const {
    if (state.all[instance].known.v != state.stored.v && rules_.memory_is_checked) return lose(state, instance, steps);
    auto next = state;
    end_round(next.all[instance]);
    if (round.answers_from_the_past) next.wrong_answer = 1;
    steps.add(next, names[instance], "answers: nothing changes", Kind::progress);
}

void InventoryModel::crash(const State& state, int instance, Steps<State>& steps) const {
    auto next = state;
    auto& one = next.all[instance];
    const auto abandoned = one.writing;
    one = {};
    for (int booking = 0; booking < bookings; ++booking)
        one.abandoned[booking] =
            abandoned[booking].number != 0 ? abandoned[booking] : state.all[instance].abandoned[booking];
    steps.add(next, names[instance], "crashes", Kind::fault);
}

void InventoryModel::write_out(Register& stored, const Register& entry) const {
    if (stored.number < entry.number || !rules_.older_numbers_give_way) stored = entry;
}

void InventoryModel::begin_writing_out(const State& state, int instance, Steps<State>& steps) const {
    const auto& one = state.all[instance];
    if (one.knows == 0 || one.stage != Stage::idle) return;
    for (int booking = 0; booking < bookings; ++booking) {
        const auto& entry = one.known.open[booking];
        if (entry.number == 0 || one.writing[booking].number != 0 || one.written[booking] == entry.number) continue;
        auto next = state;
        next.all[instance].writing[booking] = entry;
        steps.add(next, names[instance], "begins to write a register out", Kind::progress);
    }
}

void InventoryModel::deliver_writes(const State& state, int instance, Steps<State>& steps) const {
    const auto& one = state.all[instance];
    for (int booking = 0; booking < bookings; ++booking) {
        if (const auto entry = one.writing[booking]; entry.number != 0) {
            auto next = state;
            write_out(next.written_out[booking], entry);
            next.all[instance].written[booking] = entry.number;
            next.all[instance].writing[booking] = {};
            steps.add(next, names[instance], "has written a register out", Kind::progress);
        }
        if (const auto entry = one.abandoned[booking]; entry.number != 0) {
            auto next = state;
            next.all[instance].abandoned[booking] = {};
            steps.add(next, names[instance], "what a crashed one was writing out is lost", Kind::fault);
            write_out(next.written_out[booking], entry);
            steps.add(next, names[instance], "what a crashed one was writing out arrives", Kind::fault);
        }
    }
}

/// The organizer makes the room larger by one, then smaller again.
void InventoryModel::edit(const State& state, Steps<State>& steps) const {
    const auto& editor = state.editor;
    auto next = state;
    if (editor.begun == 0) {
        if (editor.edits == edits_max) return;
        next.editor = {1, editor.edits, state.stored};
        return steps.add(next, "organizer", "reads the inventory", Kind::fault);
    }
    next.editor = {0, editor.edits, {}};
    auto edited = editor.read;
    edited.capacity = static_cast<Small>(scope_.capacity + (editor.edits == 0 ? 1 : 0));
    const bool fits = edited.held + edited.sold <= edited.capacity;
    if (!fits || (editor.read.v != state.stored.v && rules_.edits_are_guarded))
        return steps.add(next, "organizer", fits ? "loses: must look again" : "is refused", Kind::progress);
    next.editor.edits = plus(editor.edits, 1);
    edited.v = plus(state.stored.v, 1);
    edited.open = state.stored.open;
    next.stored = edited;
    steps.add(next, "organizer", "changes the capacity", Kind::progress);
}

/// Adds the registers up as ConservationCheck does; the sums always agree here, so any difference is a false alarm.
void InventoryModel::check(const State& state, Steps<State>& steps) const {
    const auto& checker = state.checker;
    auto next = state;
    if (checker.stage == 0) {
        next.checker = {1, 0, state.stored, {}};
        return steps.add(next, "check", "reads the document", Kind::fault);
    }
    if (checker.stage <= bookings) {
        const int booking = checker.stage - 1;
        next.checker.stage = plus(checker.stage, 1);
        next.checker.written[booking] = state.written_out[booking];
        return steps.add(next, "check", "reads a register", Kind::progress);
    }
    int held = 0;
    int sold = 0;
    for (int booking = 0; booking < bookings; ++booking) {
        const auto& open = checker.read.open[booking];
        const auto& written = checker.written[booking];
        held += open.held + (open.number == 0 || !rules_.open_counts_first ? written.held : 0);
        sold += open.sold + (open.number == 0 || !rules_.open_counts_first ? written.sold : 0);
    }
    const bool same = checker.read.v == state.stored.v || !rules_.check_reads_version_again;
    next.checker = {};
    if (same && (held != checker.read.held || sold != checker.read.sold)) next.checker.false_alarm = 1;
    steps.add(next, "check", same ? "compares" : "the version has changed: nothing is said", Kind::progress);
}

std::string InventoryModel::violation(const State& state) const {
    const auto& stored = state.stored;
    if (stored.held + stored.sold > stored.capacity) return "more is held and sold than there is room";
    int held = 0;
    int sold = 0;
    for (int booking = 0; booking < bookings; ++booking) {
        const auto entry = standing(stored, state.written_out, booking);
        if (entry != state.decided[booking]) return "a register is lost, or went back";
        held += entry.held;
        sold += entry.sold;
    }
    if (held != stored.held || sold != stored.sold) return "the counts are not the sum of the registers";
    if (state.wrong_answer != 0) return "a command is answered as taken that a later one has replaced";
    if (state.checker.false_alarm != 0) return "the check finds a difference where there is none";
    return "";
}

bool InventoryModel::is_at_rest(const State& state) const {
    return state.editor.begun == 0 && state.checker.stage == 0 &&
           std::ranges::all_of(state.all, [](const Instance& one) { return one.stage == Stage::idle; });
}

std::string InventoryModel::describe(const State& state) const {
    const auto& stored = state.stored;
    std::string text = "v" + std::to_string(stored.v) + " capacity " + std::to_string(stored.capacity) + " held " +
                       std::to_string(stored.held) + " sold " + std::to_string(stored.sold);
    for (int booking = 0; booking < bookings; ++booking)
        text += " | booking " + std::to_string(booking + 1) + ": " + text_of("open", stored.open[booking]) + ", " +
                text_of("written out", state.written_out[booking]);
    return text;
}

}  // namespace boxoffice::model
