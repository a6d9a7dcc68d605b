#include "sim/scenario/scenario.h"

#include <algorithm>

#include "sim/scenario/keys.h"
#include "sim/scenario/units.h"
#include "sim/scenario/workload.h"

namespace tricolor::scenario {
namespace {

// Everything below reads values that checkObject has found good.

size_t wordIndex(Shape shape, const char* key, const std::string& word) {
    const auto words = wordsOf(*findKey(shape, key));
    return static_cast<size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

template <class E>
void readChoice(const Json& object, Shape shape, const char* key, E& into, size_t first = 0) {
    if (const Json* v = object.find(key)) into = static_cast<E>(first + wordIndex(shape, key, v->text));
}

std::string readLines(const Json& value) {
    if (value.kind == Json::Kind::string) return value.text;
    std::string text;
    for (size_t i = 0; i < value.items.size(); ++i) text += (i ? "\n" : "") + value.items[i].text;
    return text;
}

std::string readLines(const Json& object, const char* key) {
    const Json* v = object.find(key);
    return v ? readLines(*v) : "";
}

int64_t readBytes(const Json& value) {
    return value.kind == Json::Kind::string ? parseBytes(value.text).value_or(0) : value.integer;
}

std::optional<int64_t> readInteger(const Json& object, const char* key) {
    const Json* v = object.find(key);
    return v ? std::optional(v->integer) : std::nullopt;
}

Condition readCondition(const Json& value) {
    ConditionProblem none;
    return parseCondition(value.text, none).value_or(Condition{});
}

std::optional<Addr> readAddress(const Json& object, const char* key) {
    const Json* v = object.find(key);
    return v ? parseAddress(v->text) : std::nullopt;
}

Highlight readHighlight(const Json& object) {
    Highlight h;
    if (object.find("view")) readChoice(object, Shape::highlight, "view", h.view.emplace());
    h.object = readAddress(object, "object");
    h.objectOfEvent = object.find("object") && !h.object;
    h.span = readAddress(object, "span");
    h.goroutine = readInteger(object, "goroutine");
    h.p = readInteger(object, "p");
    h.line = readInteger(object, "line");
    return h;
}

void readKnob(Scenario& s, const std::string& name, const Json& value) {
    const bool off = value.text == "off";
    Knobs& k = s.knobs;
    if (name == "GOMAXPROCS") k.GOMAXPROCS = static_cast<int32_t>(value.integer);
    if (name == "GOGC") k.GOGC = off ? -1 : static_cast<int32_t>(value.integer);
    if (name == "GOMEMLIMIT") k.GOMEMLIMIT = off ? INT64_MAX : readBytes(value);
    if (name == "collector")
        k.collector = static_cast<Collector>(wordIndex(Shape::knobs, "collector", value.text));
    if (name == "seed") k.seed = static_cast<uint64_t>(value.integer);
    if (name == "memory") k.memory = static_cast<uint64_t>(readBytes(value));
    if (name == "maxSteps") s.maxSteps = static_cast<uint64_t>(value.integer);
    if (name == "writeBarrier") k.writeBarrier = value.boolean;
    if (name == "asyncpreempt") k.asyncpreempt = value.boolean;
}

void readOpen(Open& open, const Json& object) {
    readChoice(object, Shape::open, "view", open.view);
    readChoice(object, Shape::open, "step", open.step);
    readChoice(object, Shape::open, "colour", open.colour);
    readChoice(object, Shape::open, "theme", open.theme, 1);
    if (const Json* v = object.find("speed")) open.speed = parseDuration(v->text).value_or(open.speed);
    if (const Json* v = object.find("at")) open.at = readCondition(*v);
    if (const Json* v = object.find("select")) open.select = readHighlight(*v);
}

Bookmark readBookmark(const Json& object) {
    Bookmark b;
    b.when = readCondition(*object.find("when"));
    b.title = object.find("title")->text;
    b.text = readLines(object, "text");
    if (const Json* v = object.find("highlight")) b.highlight = readHighlight(*v);
    if (const Json* v = object.find("predict")) {
        Prediction p;
        p.question = readLines(*v, "question");
        for (const Json& choice : v->find("choices")->items) p.choices.push_back(choice.text);
        p.answer = static_cast<int>(v->find("answer")->integer);
        p.because = readLines(*v, "because");
        b.predict = p;
    }
    return b;
}

Expectation readExpectation(const Json& object) {
    Expectation e;
    if (const Json* v = object.find("hash")) e.hash = v->text;
    e.exit = static_cast<int>(readInteger(object, "exit").value_or(0));
    if (const Json* v = object.find("stdout")) e.standardOutput = readLines(*v);
    if (const Json* v = object.find("stderr")) e.standardError = readLines(*v);
    return e;
}

// Beyond single values: what several keys together must be.
class Loader {
  public:
    Loader(const std::string& file, const ReadBeside& readBeside, std::vector<Problem>& problems)
        : file_(file), readBeside_(readBeside), problems_(problems) {}

    std::optional<Scenario> load(std::string_view text) {
        const Json root = parseJson(text, file_, problems_);
        if (root.place.line == 0) return std::nullopt;
        if (root.kind != Json::Kind::object) {
            if (problems_.empty()) problem(root.place, "/", "expected an object, got " + describe(root));
            return std::nullopt;
        }
        checkObject(root, Shape::scenario, "", file_, problems_);
        checkTogether(root);
        if (!problems_.empty()) return std::nullopt;
        return read(root);
    }

    // The program that was read on the way, whatever else was wrong.
    std::optional<Scenario> programOnly() const {
        if (!source_) return std::nullopt;
        Scenario s;
        s.file = file_;
        takeProgram(s);
        return s;
    }

  private:
    void problem(Place place, const std::string& pointer, const std::string& text) {
        problems_.push_back({file_, place, pointer, text});
    }

    void checkTogether(const Json& root) {
        const Json* program = root.find("program");
        const Json* workload = root.find("workload");
        if (root.complete && !program && !workload)
            problem(root.place, "/", "expected the key \"program\" or \"workload\", got none");
        if (program && workload)
            problem(workload->place, "/workload", "expected either \"program\" or \"workload\", got both");
        if (program) readProgram(*program);
        if (workload && workload->kind == Json::Kind::object) checkWorkload(*workload, file_, problems_);
        if (const Json* lesson = root.find("lesson"))
            for (size_t i = 0; i < lesson->items.size(); ++i)
                checkPrediction(lesson->items[i], below("/lesson", i));
        if (const Json* expect = root.find("expect")) checkHash(*expect);
    }

    void readProgram(const Json& program) {
        if (program.kind == Json::Kind::string) {
            if (!isNameBeside(program.text)) return;
            programName_ = program.text;
            source_ = readBeside_ ? readBeside_(program.text) : std::nullopt;
            if (!source_)
                problem(program.place, "/program",
                        "expected a file beside the scenario, got no \"" + program.text + "\"");
            return;
        }
        if (!program.complete || !std::all_of(program.items.begin(), program.items.end(), isString)) return;
        source_.emplace();
        for (const Json& line : program.items) {
            *source_ += line.text + "\n";
            places_.push_back(line.place);
        }
    }

    static bool isString(const Json& item) { return item.kind == Json::Kind::string; }

    void checkPrediction(const Json& bookmark, const std::string& pointer) {
        const Json* predict = bookmark.find("predict");
        if (!predict) return;
        const Json* choices = predict->find("choices");
        const Json* answer = predict->find("answer");
        if (!choices || !answer || choices->items.empty()) return;
        if (answer->integer >= static_cast<int64_t>(choices->items.size()) && answer->integer <= 5)
            problem(answer->place, below(below(pointer, "predict"), "answer"),
                    "expected the index of one of " + std::to_string(choices->items.size()) +
                        " choices, got " + describe(*answer));
    }

    void checkHash(const Json& expect) {
        const Json* hash = expect.find("hash");
        if (!hash || hash->kind != Json::Kind::string) return;
        if (hash->text.size() != 16 || hash->text.find_first_not_of("0123456789abcdef") != std::string::npos)
            problem(hash->place, "/expect/hash", "expected 16 hexadecimal digits, got " + describe(*hash));
    }

    Scenario read(const Json& root) {
        Scenario s;
        s.file = file_;
        s.title = root.find("title")->text;
        s.summary = readLines(root, "summary");
        s.order = readInteger(root, "order").value_or(s.order);
        if (const Json* knobs = root.find("knobs"))
            for (const JsonMember& member : knobs->members) readKnob(s, member.name, member.value);
        if (const Json* open = root.find("open")) readOpen(s.open, *open);
        if (const Json* lesson = root.find("lesson"))
            for (const Json& bookmark : lesson->items) s.lesson.push_back(readBookmark(bookmark));
        if (const Json* expect = root.find("expect")) s.expect = readExpectation(*expect);
        if (const Json* workload = root.find("workload")) {
            s.program = {"workload.go", workloadProgram(readWorkload(*workload), s.title, s.knobs.seed)};
            s.generated = true;
        } else {
            takeProgram(s);
        }
        return s;
    }

    void takeProgram(Scenario& s) const {
        s.program = {programName_, *source_};
        s.programPlaces = places_;
    }

    const std::string& file_;
    const ReadBeside& readBeside_;
    std::vector<Problem>& problems_;
    std::string programName_ =
        "program.go";  // the file beside the scenario, or how an array of lines is called
    std::optional<std::string> source_;
    std::vector<Place> places_;
};

// A knob's text as the JSON value that it stands for.
Json asJson(const Key& key, const std::string& value) {
    Json json;
    json.place = {1, 1};
    json.text = value;
    json.kind = Json::Kind::string;
    const bool number = key.type == ValueType::integer || key.type == ValueType::percentOrOff;
    if (const auto n = number ? parseInteger(value) : std::nullopt) {
        json.kind = Json::Kind::integer;
        json.integer = *n;
    }
    if (key.type == ValueType::boolean && (value == "true" || value == "false")) {
        json.kind = Json::Kind::boolean;
        json.boolean = value == "true";
    }
    return json;
}

}  // namespace

ParsedScenario parseScenario(std::string_view text, const std::string& file, const ReadBeside& readBeside) {
    ParsedScenario parsed;
    Loader loader(file, readBeside, parsed.problems);
    parsed.scenario = loader.load(text);
    if (!parsed.scenario) parsed.programOnly = loader.programOnly();
    sortByPlace(parsed.problems);
    return parsed;
}

Scenario plainScenario(const std::string& file, std::string text) {
    Scenario s;
    s.file = file;
    s.title = file.substr(file.rfind('/') + 1);
    s.program = {file, std::move(text)};
    return s;
}

void setKnob(Scenario& scenario, const std::string& name, const std::string& value, std::string& problem) {
    const Key* key = findKey(Shape::knobs, name);
    if (!key) {
        std::vector<std::string> names;
        for (const Key* known : keysOf(Shape::knobs)) names.emplace_back(known->name);
        const std::string nearest = nearestName(name, names);
        problem = "expected a knob, got \"" + name + "\"" +
                  (nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)");
        return;
    }
    std::vector<Problem> problems;
    const Json json = asJson(*key, value);
    checkValue(json, *key, name, "", problems);
    problem = problems.empty() ? "" : problems.front().text;
    if (problems.empty()) readKnob(scenario, name, json);
}

const std::vector<std::string>& viewNames() {
    static const std::vector<std::string> names = wordsOf(*findKey(Shape::open, "view"));
    return names;
}

}  // namespace tricolor::scenario
