using System.Globalization;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Tests.Pmml;

public class SuiteReadingTests
{
    private static readonly string[] Supported = ["MiningModel", "RegressionModel", "Scorecard", "TreeModel"];

    [SkippableFact]
    public void Every_file_of_the_conformance_suite_is_read_or_refused_with_reasons()
    {
        Skip.If(Suite.Folder is null, "the conformance suite is not there (shared/suite)");
        var failures = new List<string>();
        int count = 0;
        foreach (Dictionary<string, string> row in Suite.Rows().Where(row => row["format"] == "pmml"))
        {
            count++;
            var diagnostics = new DiagnosticBag();
            object? document = PmmlReader.Read(Path.Combine(Suite.Folder!, row["path"]), diagnostics);
            if (document is null != diagnostics.HasErrors)
            {
                failures.Add($"{row["path"]}: refused without an error, or read in spite of one");
            }

            bool isOfSupportedKind = Supported.Contains(row["model_element"]);
            bool nestsUnsupportedKind = diagnostics.Any(d => d.Id == "MLC3001") && row["model_element"] == "MiningModel";
            if (row["state"] == "gate" && isOfSupportedKind && !nestsUnsupportedKind)
            {
                failures.AddRange(diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
            }
        }

        Assert.True(failures.Count == 0, string.Create(
            CultureInfo.InvariantCulture, $"of {count} files:\n{string.Join('\n', failures)}"));
    }
}
