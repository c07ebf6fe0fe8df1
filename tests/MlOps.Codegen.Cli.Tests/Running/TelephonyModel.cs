using System.Text;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>A model over several tables, as a file of a format of the tests' own: its content does not matter.</summary>
internal static class TelephonyModel
{
    private const string Extension = ".telephony";

    static TelephonyModel() => ModelLoader.Further = [new ModelFormat("a test's", Extension, (_, _, _) => new Source())];

    /// <summary>Writes the model and a file per table.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="tables">The rows.</param>
    /// <returns>The model's file.</returns>
    public static string Write(TempFolder folder, Dictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        foreach (Relation relation in Telephony.Schema.Relations)
        {
            var text = new StringBuilder().AppendJoin(',', relation.Columns.Select(column => column.Name)).Append('\n');
            foreach (Scalar[] row in tables[relation.Name])
            {
                text.AppendJoin(',', row.Select((value, i) => $"\"{TextValue.Format(value, relation.Columns[i].Type)}\"")).Append('\n');
            }

            folder.Write($"{relation.Name}.csv", text.ToString());
        }

        return folder.Write($"calls{Extension}", "model");
    }

    /// <summary>The options that name the files of all tables.</summary>
    /// <param name="folder">Where they lie.</param>
    public static string[] Tables(TempFolder folder) =>
    [
        "--data", folder["accounts.csv"],
        .. Telephony.Schema.Relations.Where(relation => relation.Name != "accounts").SelectMany(relation => new[] { "--related", $"{relation.Name}={folder[$"{relation.Name}.csv"]}" }),
    ];

    private sealed record Source : ModelSource
    {
        public override string Element => "Pipeline";

        public override string ModelName => "telephony";

        public override string Function => "regression";

        public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
            Telephony.Everything().Scoring with { Name = name };

        public override RelationalPlan? CompileRelational(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false)
        {
            RelationalPlan plan = Telephony.Everything();
            return plan with { Scoring = plan.Scoring with { Name = name } };
        }
    }
}
