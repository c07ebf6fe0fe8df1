using System.Globalization;
using System.Text;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Hostile;

/// <summary>Models at the size of the largest in use compile for every target, and one row scores the same on all.</summary>
public sealed class LargeModelTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string model in new[] { "a thousand trees", "a tree 500 deep", "5,000 fields" })
            {
                foreach (string target in new[] { "csharp", "duckdb", "sqlite", "postgres" })
                {
                    cases.Add(model, target);
                }
            }

            return cases;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Compiles_or_is_refused_with_a_reason(string model, string target)
    {
        string path = folder.Write("m.pmml", Text(model));

        // A guard against hanging, not a measurement.
        MlopsResult result = await Task.Run(() => Mlops.Run("compile", path, "--target", target, "--out", folder["out"], "--table", "t"))
            .WaitAsync(TimeSpan.FromMinutes(5));

        if (result.ExitCode == 0)
        {
            Assert.True(File.Exists(folder["out/manifest.json"]));
        }
        else
        {
            // SQLite and PostgreSQL have fewer columns than this model has fields, and records of C# fewer members.
            Assert.Equal(("5,000 fields", 3), (model, result.ExitCode));
            Assert.Matches(@"error MLC4\d{3}: .* columns", result.Error);
        }
    }

    [Fact]
    public void A_tree_500_deep_is_the_same_in_generated_code()
    {
        string path = folder.Write("m.pmml", DeepTree(500));

        Mlops.Run("verify", path, "--target", "sqlite", "--rows", "300").Exits(0);
        Mlops.Run("verify", path, "--target", "csharp", "--rows", "300").Exits(0);
    }

    private static string Text(string model) => model switch
    {
        "a thousand trees" => Forest(1_000, 6),
        "a tree 500 deep" => DeepTree(500),
        "5,000 fields" => Pmml.SumOf([.. Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"field {i}"))]),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "unknown model"),
    };

    private static string Forest(int trees, int depth)
    {
        const int Fields = 20;
        var text = new StringBuilder("<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><DataDictionary>");
        var schema = new StringBuilder("<MiningSchema>");
        for (int i = 0; i < Fields; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<DataField name=\"x{i}\" optype=\"continuous\" dataType=\"double\"/>");
            schema.Append(CultureInfo.InvariantCulture, $"<MiningField name=\"x{i}\"/>");
        }

        schema.Append("</MiningSchema>");
        text.Append(CultureInfo.InvariantCulture, $"</DataDictionary><MiningModel functionName=\"regression\">{schema}<Segmentation multipleModelMethod=\"sum\">");
        for (int tree = 0; tree < trees; tree++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<Segment><True/><TreeModel functionName=\"regression\">{schema}<Node><True/>");
            int number = tree * 7919;
            Grow(text, depth, ref number);
            text.Append("</Node></TreeModel></Segment>\n");
        }

        return text.Append("</Segmentation></MiningModel></PMML>").ToString();
    }

    // As deep as its argument, which is small.
    private static void Grow(StringBuilder text, int depth, ref int number)
    {
        foreach (string side in new[] { "lessThan", "greaterOrEqual" })
        {
            int field = number % 20;
            double threshold = (number * 31 % 1000) / 8.0;
            string score = depth == 1 ? string.Create(CultureInfo.InvariantCulture, $" score=\"{(number * 17 % 997) / 64.0}\"") : "";
            text.Append(CultureInfo.InvariantCulture, $"<Node{score}><SimplePredicate field=\"x{field}\" operator=\"{side}\" value=\"{threshold}\"/>");
            if (depth > 1)
            {
                int inner = number + 1;
                Grow(text, depth - 1, ref inner);
            }

            text.Append("</Node>");
        }

        number++;
    }

    private static string DeepTree(int depth)
    {
        var nodes = new StringBuilder();
        for (int i = 0; i < depth; i++)
        {
            nodes.Append(CultureInfo.InvariantCulture, $"<Node score=\"{-i}\"><SimplePredicate field=\"x\" operator=\"lessThan\" value=\"{i}\"/></Node><Node score=\"{i}\"><SimplePredicate field=\"x\" operator=\"greaterOrEqual\" value=\"{i}\"/>");
        }

        nodes.Insert(nodes.Length, string.Concat(Enumerable.Repeat("</Node>", depth)));
        string stump = Pmml.Stump("5");
        int start = stump.IndexOf("<Node score=\"1\">", StringComparison.Ordinal);
        int end = stump.IndexOf("</Node>\n</TreeModel>", StringComparison.Ordinal);
        return stump[..start] + nodes + stump[end..];
    }
}
