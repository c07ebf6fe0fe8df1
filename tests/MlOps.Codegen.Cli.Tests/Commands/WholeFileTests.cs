using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>What a command writes to a file is there whole or not at all.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_is_not_finished_leaves_the_former_one_and_nothing_beside_it()
    {
        string path = folder.Write("report.json", "before");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, writer =>
        {
            writer.Write("half of");
            writer.Flush();
            Assert.Equal("before", File.ReadAllText(path));
            throw new InvalidOperationException("ended");
        }));
        Assert.Equal(("before", 1), (File.ReadAllText(path), folder.Names().Length));

        WholeFile.Write(path, "after");
        Assert.Equal(("after", 1), (File.ReadAllText(path), folder.Names().Length));
    }

    [Fact]
    public void What_is_added_stands_behind_the_former_lines_and_nobody_adds_at_the_same_time()
    {
        string path = folder["events.ndjson"];
        WholeFile.Append(path, "ä\n");
        WholeFile.Append(path, "b\n");
        Assert.Equal("ä\nb\n", File.ReadAllText(path));
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Assert.Throws<IOException>(() => WholeFile.Append(path, "c\n"));
        }

        Assert.Equal(("ä\nb\n", 1), (File.ReadAllText(path), folder.Names().Length));
    }

    [Fact]
    public void Lineage_is_added_to_a_file_line_by_line()
    {
        const string Model = """
            <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
            <DataDictionary><DataField name="x" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
            <RegressionModel functionName="regression">
            <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
            <RegressionTable intercept="1"/>
            </RegressionModel>
            </PMML>
            """;
        string registry = folder["registry.db"];
        Mlops.Run("registry", "register", folder.Write("churn.pmml", Model), "--name", "churn", "--as", "ann", "--reason", "a test", "--registry", registry).Exits(0);
        string[] lineage = ["registry", "lineage", "churn@1", "--format", "openlineage", "--registry", registry];
        string events = Mlops.Run(lineage).Exits(0).Output;
        for (int i = 0; i < 2; i++)
        {
            Assert.Empty(Mlops.Run([.. lineage, "--out", folder["events.ndjson"]]).Exits(0).Output);
        }

        Assert.Equal(events + events, File.ReadAllText(folder["events.ndjson"]));
    }
}
