using System.Globalization;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Hostile;

/// <summary>Files that mean harm, or are broken, through the whole command: exit code 3 with line and column, or a correct score.</summary>
public sealed class HostileModelTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> Targets => Pmml.InProcessTargets;

    public static TheoryData<string, string> RefusedFiles => new()
    {
        { "an empty file", "" },
        { "a truncated file", Pmml.Linear[..(Pmml.Linear.Length / 2)] },
        { "binary bytes", "\0\u0001\u0002" },
        {
            "entities that expand without bound",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>\n<PMML>&c;</PMML>"
        },
        { "an external entity", "<!DOCTYPE PMML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<PMML version=\"4.4\">&x;</PMML>" },
        { "an external document type", "<!DOCTYPE PMML SYSTEM \"http://127.0.0.1:1/x.dtd\">\n<PMML version=\"4.4\"/>" },
        { "elements nested 100,000 deep", "<PMML version=\"4.4\">" + string.Concat(Enumerable.Repeat("<Node>", 100_000)) },
        { "expressions nested 100,000 deep", Derived(string.Concat(Enumerable.Repeat("<Apply function=\"abs\">", 100_000))) },
        { "a threshold that is no number", Pmml.Stump("NaN") },
        { "a threshold that is text", Pmml.Stump("1e999x") },
        { "a field that nobody defines", Pmml.Stump("5").Replace("SimplePredicate field=\"x\"", "SimplePredicate field=\"xx\"", StringComparison.Ordinal) },
        { "derived fields that need each other", Derived(Ref("e"), ("e", Ref("f")), ("f", Ref("d"))) },
        { "a derived field that needs itself", Derived(Ref("d")) },
        { "a function that calls itself", RecursiveFunction() },
        { "functions that double each other", DoublingFunctions() },
        { "a field of an unknown type", Pmml.Linear.Replace("dataType=\"double\"", "dataType=\"complex\"", StringComparison.Ordinal) },
        { "another version", Pmml.Linear.Replace("version=\"4.4\"", "version=\"9.9\"", StringComparison.Ordinal) },
        { "no model", "<PMML version=\"4.4\"><DataDictionary/></PMML>" },
        { "a regular expression that cannot be matched in linear time", Derived("<Apply function=\"matches\"><FieldRef field=\"x\"/><Constant>(a+)+\\1$</Constant></Apply>") },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public void Is_refused_with_line_and_column(string what, string text)
    {
        string model = folder.Write("m.pmml", text);
        string data = folder.Write("d.csv", "x\n1\n");

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", "duckdb").Exits(3);

        Assert.True(what.Length > 0);
        Assert.Matches(@"m\.pmml\([1-9]\d*,[1-9]\d*\): error MLC\d{4}: ", result.Error);
        Assert.Equal(["d.csv", "m.pmml"], folder.Names());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Names_are_data(string target)
    {
        string[] names =
        [
            "x]; DROP TABLE t--", "a\"b", "it's", "[x]", "semi;colon", "line\nbreak", "tab\tbed", "Straße ünïcödé 名前 😀", "{0}", "%s $1 \\",
            "*/ x /*", "-- x", "A", "a", "select", "class", "\u202Eright to left", new string('n', 300), " blank ", "mlops_row", "c0",
        ];
        string model = folder.Write("m.pmml", Pmml.SumOf(names));
        string data = folder.Write("d.csv", string.Join(',', names.Select(Quoted)) + "\n" + string.Join(',', names.Select((_, i) => i.ToString(CultureInfo.InvariantCulture))) + "\n");

        Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", target).Exits(0);

        double expected = names.Select((_, i) => (double)i * (i + 1)).Sum();
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"predictedValue\n{expected}\n"), File.ReadAllText(folder["o.csv"]));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Values_are_data(string target)
    {
        string[] values = ["'; DROP TABLE t; --", "a\"b", "x\\", "line\nbreak", "😀", " a", "a ", "A", "%", "{0}", "\u202Eabc"];
        string rules = string.Concat(values.Select((value, i) => string.Create(
            CultureInfo.InvariantCulture, $"<Node score=\"{i + 1}\"><SimplePredicate field=\"c\" operator=\"equal\" value=\"{Pmml.Attribute(value)}\"/></Node>")));
        string model = folder.Write("m.pmml", Pmml.Stump("5")
            .Replace("score=\"2\"", "score=\"0\"", StringComparison.Ordinal)
            .Replace("name=\"x\" optype=\"continuous\" dataType=\"double\"", "name=\"c\" optype=\"categorical\" dataType=\"string\"", StringComparison.Ordinal)
            .Replace("MiningField name=\"x\"", "MiningField name=\"c\"", StringComparison.Ordinal)
            .Replace("<Node score=\"1\"><SimplePredicate field=\"x\" operator=\"lessThan\" value=\"5\"/></Node>", rules, StringComparison.Ordinal));
        string data = folder.Write("d.csv", "c\n" + string.Concat(values.Append("a").Select(value => Quoted(value) + "\n")));

        Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", target).Exits(0);

        IEnumerable<int> expected = Enumerable.Range(1, values.Length).Append(0);
        Assert.Equal("y\n" + string.Concat(expected.Select(score => string.Create(CultureInfo.InvariantCulture, $"{score}\n"))), File.ReadAllText(folder["o.csv"]));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_infinite_threshold_is_never_reached(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Stump("INF"));

        Mlops.Run("verify", model, "--target", target).Exits(0);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Ref(string field) => $"<FieldRef field=\"{field}\"/>";

    private static string Derived(string expression, params (string Name, string Expression)[] others)
    {
        string fields = string.Concat(others.Prepend(("d", expression)).Select(field =>
            $"<DerivedField name=\"{field.Item1}\" optype=\"continuous\" dataType=\"double\">\n{field.Item2}</DerivedField>\n"));
        return Pmml.Stump("5")
            .Replace("</DataDictionary>", $"</DataDictionary>\n<TransformationDictionary>\n{fields}</TransformationDictionary>", StringComparison.Ordinal)
            .Replace("SimplePredicate field=\"x\"", "SimplePredicate field=\"d\"", StringComparison.Ordinal);
    }

    private static string RecursiveFunction() => Derived("<Apply function=\"g\"><FieldRef field=\"x\"/></Apply>").Replace(
        "<TransformationDictionary>",
        "<TransformationDictionary><DefineFunction name=\"g\" optype=\"continuous\"><ParameterField name=\"p\"/><Apply function=\"g\"><FieldRef field=\"p\"/></Apply></DefineFunction>",
        StringComparison.Ordinal);

    // f0 calls f1 twice, which calls f2 twice …: 2^40 operations, were they all written out.
    private static string DoublingFunctions()
    {
        string functions = string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"<DefineFunction name=\"f{i}\" optype=\"continuous\" dataType=\"double\"><ParameterField name=\"p\"/><Apply function=\"+\"><Apply function=\"f{i + 1}\"><FieldRef field=\"p\"/></Apply><Apply function=\"f{i + 1}\"><FieldRef field=\"p\"/></Apply></Apply></DefineFunction>\n")))
            + "<DefineFunction name=\"f40\" optype=\"continuous\" dataType=\"double\"><ParameterField name=\"p\"/><Apply function=\"abs\"><FieldRef field=\"p\"/></Apply></DefineFunction>\n";
        return Derived("<Apply function=\"f0\"><FieldRef field=\"x\"/></Apply>")
            .Replace("<TransformationDictionary>", "<TransformationDictionary>" + functions, StringComparison.Ordinal);
    }
}
