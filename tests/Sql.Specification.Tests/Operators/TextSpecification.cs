using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Operators;

/// <summary>Operations of texts: by code point, whatever the engine's collations and locales are.</summary>
public abstract class TextSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly string[] Patterns =
    [
        "a", "^a", "a$", "^a$", "^$", "a.b", "^.$", "^..$", "[abc]", "[^abc]", "[^a]", @"^\d+$", @"\D", @"^\w+$", @"\W", @"\s", @"^\S*$", @"\bb", @"a\b",
        @"\Ba", "a|b", "^(a|ab)$", "(a)(b)?", "a+", "^a{2}$", "^a{2,3}$", "a{4,}", "x*", "colou?r", @"\.", @"[.*+?]", @"\\", @"[\]\\^-]", "[😀-😂]", "😀", "^[^😀]$",
        @"\u00DF", @"[\x41-\x43]", "ß|ſ", @"\t", @"^[a-z]+@[a-z]+\.[a-z]{2,3}$", "a{", "}", "]", "line\nbreak", ".*", "^.*$", "(?:ab)+", "((a)|(b))+c?",
        "^(?:(?:a|b)c)*$",
    ];

    private static readonly (string Pattern, string Replacement)[] Replacements =
    [
        ("a", "-"), ("a", ""), ("a", "$$"), ("a", "$0$0"), (@"\.", ","), ("[aeiou]", "_"), (@"\s+", " "), ("(a)(b)", "$2$1"), ("a+", "[$0]"), ("^a", "b"), ("a$", "b"),
        (@"\W+", " "), (".", "x"), ("[^a-c]", ""), ("😀", "b"), ("a|b", "c"), ("ab|a", "c"), ("a|ab", "c"), ("a*", "c"), (@"\\", @"\\\"), (@"(\w)(\d?)", "$1-$2"), (@"\bb", "c"),
        ("'", "''"), ("a", @"\1"), (@"\b(a|ab|aa)\b", "<$1>"),
    ];

    private static ImmutableArray<Scalar> Texts { get; } =
    [
        .. BoundaryValues.Of(DataType.String),
        .. new[]
        {
            "aa", "aaa", "aaaa", "ab", "ba", "abab", "bca", "acbc", "a.b", "a😀b", "aßb", "😁", "😀", "ß", "ſ", "É", "é", "e\u0301", "color", "colour", "x@y.de", "Aa1_", "١٢", "a b\tc",
            "a\n", "a\r", "abc\n", "-b", "b-b", "ab.", "^-]", "{}", "a\u000Bb", "\u00A0", "\u3000", "\uFFFF", "😀\uFFFFx", "\uFFFF😀", "ÄÖÜ äöü", "ŉ", "ﬃ", "Ǆǅǆ", "ΑΣς", "\u0130\u0131",
            "%", "_", "a_b", "a%b", "[a]", "$", "$1", @"\", @"\\", "\"", "''", "--", "/*", ";", "ab aa a,aab", "NULL", "null", "true", "0", "1e5",
        }.Select(Scalar.FromText),
    ];

    [SkippableFact]
    public void Texts_are_equal_by_code_point()
    {
        var experiment = new Experiment(DataType.String, DataType.String);
        experiment.Add("equal", x => Build.Equal(x[0], x[1]));
        experiment.Add("differ", x => Build.Binary(BinaryOperator.NotEqual, x[0], x[1]));
        experiment.Add("concatenation", x => Build.Nary(NaryOperator.Concat, x[0], Literal.String("|"), x[1]));
        experiment.Add("equal concatenations", x => Build.Equal(
            Build.Nary(NaryOperator.Concat, x[0], x[1]), Build.Nary(NaryOperator.Concat, x[1], x[0])));
        experiment.Add("first present", x => Build.Coalesce(x[0], x[1], Literal.String("none")));
        experiment.Add("choice", x => Build.If(Build.IsMissing(x[0]), x[1], x[0]));
        Assert.Empty(experiment.Run(fixture, Pairs()));
    }

    [SkippableFact]
    public void Conditions_on_texts_bind_as_they_are_meant()
    {
        var experiment = new Experiment(DataType.String, DataType.String);
        foreach ((string name, Func<IReadOnlyList<Expression>, Expression> condition) in Conditions)
        {
            experiment.Add($"not {name}", x => Build.Not(condition(x)));
            foreach ((string otherName, Func<IReadOnlyList<Expression>, Expression> other) in Conditions)
            {
                experiment.Add($"{name} and {otherName}", x => Build.And(condition(x), other(x)));
                experiment.Add($"{name} or {otherName}", x => Build.Or(condition(x), other(x)));
                experiment.Add($"not {name} or not both", x => Build.Or(Build.Not(condition(x)), Build.Not(Build.And(condition(x), other(x)))));
            }
        }

        Assert.Empty(experiment.Run(fixture, Pairs()));
    }

    private static (string Name, Func<IReadOnlyList<Expression>, Expression> Condition)[] Conditions { get; } =
    [
        ("differ", x => Build.Binary(BinaryOperator.NotEqual, x[0], x[1])),
        ("equal", x => Build.Equal(x[1], Literal.String("a"))),
        ("one of", x => Build.InSet(x[0], [Literal.String("a"), Literal.String("a "), Literal.String("b")])),
        ("other than", x => Build.Binary(BinaryOperator.NotEqual, x[1], Literal.String("ab"))),
    ];

    [SkippableFact]
    public void Constants_are_texts_of_any_characters()
    {
        var experiment = new Experiment(DataType.String);
        foreach (Scalar text in Texts.Where(text => Experiment.CanHold(fixture, text) && !text.IsMissing))
        {
            experiment.Add($"is {Escaped(text.Text)}", x => Build.Equal(x[0], Literal.String(text.Text)));
            experiment.Add($"before {Escaped(text.Text)}", x => Build.Nary(NaryOperator.Concat, x[0], Literal.String(text.Text)));
        }

        experiment.Add("in set", x => Build.InSet(x[0], Texts.Where(text => Experiment.CanHold(fixture, text) && !text.IsMissing).Select(text => Literal.String(text.Text))));
        experiment.Add("in small set", x => Build.InSet(x[0], [Literal.String("a"), Literal.String(""), Literal.String("a ")]));
        experiment.Add("by value", x => Build.Case(
            [new CaseBranch(Build.Equal(x[0], Literal.String("a")), Literal.Integer(1)), new CaseBranch(Build.Equal(x[0], Literal.String("a ")), Literal.Integer(2))],
            Literal.Integer(3)));
        Assert.Empty(experiment.Run(fixture, Rows()));
    }

    [SkippableFact]
    public void Constants_that_no_engine_holds_are_refused()
    {
        foreach (string text in (string[])["\0", "a\0b", "\uD800", "x\uDC00"])
        {
            var builder = new PlanBuilder();
            Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.String), Origin.None));
            builder.AddOutput(new FieldSchema("y", DataType.Boolean), Build.Equal(x, Literal.String(text)), Origin.None);
            Assert.Equal("MLC4003", Assert.Single(fixture.Target.Check(builder.Build("unheld"))).Id);
        }
    }

    [SkippableFact]
    public void Case_is_mapped_character_by_character()
    {
        var experiment = new Experiment(DataType.String);
        experiment.Add("lower", x => Build.Call(ScalarFunction.Lower, x[0]));
        experiment.Add("upper", x => Build.Call(ScalarFunction.Upper, x[0]));
        experiment.Add("lower of upper", x => Build.Equal(Build.Call(ScalarFunction.Lower, Build.Call(ScalarFunction.Upper, x[0])), x[0]));

        // Every character that there is, some hundred in a row.
        IEnumerable<Scalar[]> all = Enumerable.Range(1, 0x1FFFF)
            .Where(Rune.IsValid)
            .Chunk(400)
            .Select(codes => (Scalar[])[Scalar.FromText(string.Concat(codes.Select(code => new Rune(code).ToString())))]);
        Assert.Empty(experiment.Run(fixture, Rows().Concat(all)));
    }

    [SkippableFact]
    public void Lengths_and_parts_count_UTF16_code_units()
    {
        var experiment = new Experiment(DataType.String);
        experiment.Add("length", x => Build.Call(ScalarFunction.Length, x[0]));
        experiment.Add("length + 1", x => Build.Add(Build.Call(ScalarFunction.Length, x[0]), Literal.Integer(1)));
        experiment.Add("trim", x => Build.Call(ScalarFunction.Trim, x[0]));
        experiment.Add("length of trim", x => Build.Call(ScalarFunction.Length, Build.Call(ScalarFunction.Trim, x[0])));
        foreach (long start in (long[])[-1, 0, 1, 2, 3, 4, 3_000_000_000, long.MaxValue, long.MinValue])
        {
            foreach (long length in (long[])[-1, 0, 1, 2, 3, 3_000_000_000, long.MaxValue])
            {
                experiment.Add($"part {start} {length}", x => Build.Call(ScalarFunction.Substring, x[0], Literal.Integer(start), Literal.Integer(length)));
            }
        }

        experiment.Add("last", x => Build.Call(
            ScalarFunction.Substring, x[0], Build.Call(ScalarFunction.Length, x[0]), Literal.Integer(1)));
        experiment.Add("missing start", x => Build.Call(ScalarFunction.Substring, x[0], Literal.Missing(DataType.Integer), Literal.Integer(1)));
        experiment.Add("missing length", x => Build.Call(ScalarFunction.Substring, x[0], Literal.Integer(1), Literal.Missing(DataType.Integer)));
        Assert.Empty(experiment.Run(fixture, Rows()));
    }

    [SkippableFact]
    public void Occurrences_are_counted_from_left_to_right()
    {
        var experiment = new Experiment(DataType.String);
        foreach (string sought in (string[])["a", "aa", "aba", " ", "  ", "A", "é", "😀", "😀😀", "'", "%", "_", "\\", "\n", " a "])
        {
            experiment.Add($"count {Escaped(sought)}", x => Build.Call(ScalarFunction.Occurrences, x[0], Literal.String(sought)));
            experiment.Add($"half of count {Escaped(sought)}", x => Build.Binary(
                BinaryOperator.IntegerDivide, Build.Call(ScalarFunction.Occurrences, x[0], Literal.String(sought)), Literal.Integer(2)));
        }

        IEnumerable<Scalar[]> repeated = ((string[])["aaa", "aaaa", "abababa", "a  a a  a", "😀😀😀a", " a  a ", "%_%_", "\\\\'", "x\n\n", "éÉeé"])
            .Select(text => (Scalar[])[Scalar.FromText(text)]);
        Assert.Empty(experiment.Run(fixture, Rows().Concat(repeated)));
    }

    [SkippableFact]
    public void Single_characters_are_translated_or_left_out()
    {
        var experiment = new Experiment(DataType.String);
        foreach ((string from, string to) in ((string, string)[])[("a", "b"), ("ab", "ba"), ("aé'", "x"), ("\\%_ ", "%_ \\"), ("aB", ""), ("\n\t", " "), ("éÉ\uFFFD", "eE"), ("]^-[", "----")])
        {
            experiment.Add($"translate {Escaped(from)} {Escaped(to)}", x => Build.Call(ScalarFunction.Translate, x[0], Literal.String(from), Literal.String(to)));
        }

        Assert.Empty(experiment.Run(fixture, Rows()));
    }

    [SkippableFact]
    public void Regular_expressions_have_one_meaning_or_are_refused()
    {
        var experiment = new Experiment(DataType.String);
        foreach (string pattern in Patterns)
        {
            experiment.Add($"matches {Escaped(pattern)}", x => Build.Call(ScalarFunction.Matches, x[0], Literal.String(pattern)));
            experiment.Add($"not matches {Escaped(pattern)}", x => Build.Not(Build.Call(ScalarFunction.Matches, x[0], Literal.String(pattern))));
        }

        foreach ((string pattern, string replacement) in Replacements)
        {
            experiment.Add(
                $"replace {Escaped(pattern)} by {Escaped(replacement)}",
                x => Build.Call(ScalarFunction.ReplaceAll, x[0], Literal.String(pattern), Literal.String(replacement)));
        }

        string[] refused = [.. experiment.Run(fixture, Rows())
            .Where(name => !name.StartsWith("not ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(fixture.Refused.Where(name => name.StartsWith("matches ", StringComparison.Ordinal) || name.StartsWith("replace ", StringComparison.Ordinal)), refused);
    }

    private static IEnumerable<Scalar[]> Rows() => Texts.Select(text => (Scalar[])[text]);

    private static IEnumerable<Scalar[]> Pairs() => Texts.SelectMany(left => Texts.Select(right => (Scalar[])[left, right]));

    private static string Escaped(string text) => string.Concat(text.Select(c =>
        c is > ' ' and < '\u007F' ? c.ToString() : $"<{(int)c:X4}>"));
}
