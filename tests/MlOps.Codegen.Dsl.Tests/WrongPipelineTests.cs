using System.Globalization;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Pipelines with mistakes, and all that is said of them: the golden file shows both, so that messages are read beside their causes.</summary>
public sealed class WrongPipelineTests
{
    private const string Accounts = """
        source accounts
          account_id: integer key
          opened_at: timestamp
          birth_date: date?
          plan: text in ("basic", "plus")
          postal_code: text?
          income: decimal(10, 2)

        """;

    private const string Calls = Accounts + """
        source calls
          call_id: integer key
          account_id: integer references accounts
          started_at: timestamp event time
          minutes: decimal(10, 2)
          kind: text?

        source notes
          note_id: integer key
          account_id: integer references accounts
          words: integer

        score each accounts

        """;

    private static readonly (string Title, string Text)[] Wrong =
    [
        // Letters and words.
        ("a text without an end", "source s\n  a: text in (\"x, \"y\")\noutput a"),
        ("a letter that begins nothing", "source s\n  a: integer\noutput b = a % 2"),
        ("a number with letters", "source s\n  a: integer\noutput b = 12ab"),
        ("an unknown escape", "source s\n  a: text\noutput b = a = \"\\q\""),
        ("a misspelt keyword", "source s\n  a: integer\nouput b = a"),
        ("a misspelt word inside a statement", "source s\n  a: integer kye\noutput a"),
        ("a misspelt type", "source s\n  a: intger\noutput a"),
        ("an unfinished formula", "source s\n  a: integer\noutput b = a +"),
        ("a bracket that is not closed", "source s\n  a: integer\noutput b = (a + 1\noutput c = a"),
        ("a reserved word as a name", "source s\n  a: integer\nfeature when = a\noutput a"),
        ("something after the end", "source s\n  a: integer\noutput b = a 5"),
        ("mistakes in several statements", "source s\n  a: integer\nfeature b = a +\nfeature c = (a\nfeature d = a * e\noutput x = b + c + d"),

        // Declarations.
        ("no source", "output a = 1"),
        ("no output", "source s\n  a: integer"),
        ("two sources, and nobody says which is scored", "source s\n  a: integer key\nsource t\n  b: integer key\noutput a"),
        ("an unknown source is scored", Accounts + "score each acounts\noutput plan"),
        ("a column twice", "source s\n  a: integer\n  A: text\noutput a"),
        ("a feature like a column", Accounts + "feature income = 1\noutput income"),
        ("an output twice", Accounts + "output x = 1\noutput x = 2"),
        ("a decimal without digits", "source s\n  a: decimal\noutput a"),
        ("a decimal with too many digits", "source s\n  a: decimal(20, 2)\noutput a"),
        ("an event time that is no timestamp", "source s\n  a: date event time\noutput a"),
        ("an event time of an unknown zone", "source s\n  a: timestamp event time in \"Europe/Berlni\"\noutput a"),
        ("an encoding of no values", "source s\n  a: text\nencode a as kinds\noutput b = kinds.x"),
        ("a zone that is a path", "source s\n  a: timestamp in \"../../etc/localtime\"\noutput a"),
        ("a zone of what is no timestamp", "source s\n  a: date in \"Europe/Berlin\"\noutput a"),
        ("a calendar of an unknown zone", "source s\n  a: integer\nscore each s in \"Mars/Olympus\"\noutput a"),
        ("a key that may be missing", "source s\n  a: integer? key\noutput a"),
        ("a key that is a fraction", "source s\n  a: double key\noutput a"),
        ("a reference to nothing", Accounts + "source calls\n  account_id: integer references account\nscore each accounts\noutput plan"),
        ("a reference of another type", Accounts + "source calls\n  account_id: text references accounts\nscore each accounts\noutput plan"),
        ("a reference to another column than the key", Accounts + "source calls\n  account_id: integer references accounts.plan\nscore each accounts\noutput plan"),
        ("values of another type", "source s\n  a: text in (\"x\", 2)\noutput a"),
        ("a related source refuses rows", Calls.Replace("kind: text?", "kind: text in (\"a\") else refuse", StringComparison.Ordinal) + "output plan"),

        // Names and types.
        ("an unknown name", Accounts + "output x = incme * 2"),
        ("a name in other capitals", Accounts + "output x = Income"),
        ("an unknown function", Accounts + "output x = round_up(income)"),
        ("a misspelt function", Accounts + "output x = rond(income)"),
        ("too few arguments", Accounts + "output x = clamp(income, 1)"),
        ("a text in a sum", Accounts + "output x = income + plan"),
        ("a text is ordered", Accounts + "output x = plan < \"plus\""),
        ("values of two types are compared", Accounts + "output x = income = \"much\""),
        ("a value that cannot occur", Accounts + "output x = plan = \"basik\""),
        ("a condition that is none", Accounts + "output x = when income then 1 else 2"),
        ("a choice between two types", Accounts + "output x = when income > 1 then \"a\" else 2"),
        ("a comparison with missing", Accounts + "output x = income = missing"),
        ("a day that does not exist", Accounts + "output x = birth_date > 2025-02-29"),
        ("an output of another type", Accounts + "output x: integer = income"),
        ("features that need each other", Accounts + "feature a = b + 1\nfeature b = c\nfeature c = a\noutput a"),
        ("bands that do not rise", Accounts + "output x = bands(income, 5, 3)"),
        ("an imputation of nothing", Accounts + "impute incme with mean 3\noutput income"),

        // Aggregates.
        ("rows that are not aggregated", Calls + "output x = calls.minutes"),
        ("an aggregate of no source", Calls + "output x = sum(income) over last 7 days"),
        ("an aggregate of an unknown column", Calls + "output x = sum(calls.minuts) over last 7 days"),
        ("a window over rows without a time", Calls + "output x = sum(notes.words) over last 7 days"),
        ("an aggregate of two sources", Calls + "output x = sum(calls.minutes * notes.words) over lifetime"),
        ("a sum of texts", Calls + "output x = sum(calls.kind) over lifetime"),
        ("an aggregate in an aggregate", Calls + "output x = sum(calls.minutes * count(notes) over lifetime) over lifetime"),
        ("no such aggregate", Calls + "output x = medan(calls.minutes) over lifetime"),
        ("weeks of months", Calls + "output x = average(sum(calls.minutes) per week) over last 3 months"),
        ("a trend over months", Calls + "output x = trend(sum(calls.minutes) per month) over last 6 months"),
        ("a window of an unknown unit", Calls + "output x = count(calls) over last 7 dais"),
        ("the last of rows without a time", Calls + "output x = last(notes.words) over lifetime"),

        // Models, tables, decisions.
        ("a model's file that is not there", Accounts + "model m = pmml \"none.pmml\"\noutput x = m.score"),
        ("a model's file outside of the folder", Accounts + "model m = pmml \"../none.pmml\"\noutput x = m.score"),
        ("an unknown output of a model", Accounts + "model m = logistic { 0.5, 0.1 * income }\noutput x = m.probabilty"),
        ("a registered pipeline without a registry", Accounts + "model m = registered \"segments\" version 3\noutput x = m.segment"),
        ("a row with too few cells", Accounts + "table t(a, b) { \"basic\" -> 1 }\noutput x = t(plan, 3)"),
        ("a cell of another type", Accounts + "table t(a) { 5 -> 1 else 0 }\noutput x = t(plan)"),
        ("a rule for no output", Accounts + "rule r when income < 1 then decison = \"no\"\noutput decision = \"yes\""),
        ("a rule of another type", Accounts + "rule r when income < 1 then decision = 5\noutput decision = \"yes\""),
        ("an objective that is no measure", Accounts + "optimise o over d in (1, 2) { profit = income * d maximise proft }\noutput x = o.profit"),
        ("reasons without a code", Accounts + "model m = linear { 1, 2 * income, 3 * years_since(opened_at) }\noutput m\nreasons top 1 raising m { income -> \"R1\" }"),
        ("reasons of a model that tells none", Accounts + "model m = tree { if income > 5 then 1 else 2 }\noutput m\nreasons top 1 raising m { income -> \"R1\" }"),

        // Policy and tests.
        ("a protected column is scored on", Accounts.Replace("postal_code: text?", "postal_code: text? protected", StringComparison.Ordinal) + "feature area = substring(postal_code, 1, 2)\noutput x = when area = \"94\" then 1 else 2"),
        ("a forbidden column is used where it is forbidden", Accounts + "feature area = when plan = \"plus\" then postal_code else \"\"\noutput x = area = \"94\"\npolicy\n  forbid postal_code when plan in (\"basic\", \"plus\")"),
        ("required reasons are not there", Accounts + "output plan\npolicy\n  require reasons"),
        ("a policy on an unknown column", Accounts + "output plan\npolicy\n  forbid gendr"),
    ];

    [Fact]
    public void Each_mistake_is_told_at_its_place()
    {
        Assert.True(Wrong.Length >= 50);
        var page = new StringBuilder();
        foreach ((string title, string text) in Wrong)
        {
            page.Append(CultureInfo.InvariantCulture, $"=== {title}\n{text.ReplaceLineEndings("\n").TrimEnd()}\n---\n");
            Diagnostic[] diagnostics = Pipelines.Check(text.ReplaceLineEndings("\n"));
            Assert.True(diagnostics.Length > 0, $"{title}: nothing is said");
            foreach (Diagnostic diagnostic in diagnostics)
            {
                page.Append(CultureInfo.InvariantCulture, $"({diagnostic.Location.Line},{diagnostic.Location.Column}) {diagnostic.Id}: {diagnostic.Message}\n");
            }

            page.Append('\n');
        }

        Golden.Match(page.ToString());
    }
}
