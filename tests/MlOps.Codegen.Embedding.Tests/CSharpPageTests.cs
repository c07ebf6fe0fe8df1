using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Embedding.Tests;

/// <summary>The examples of docs/csharp.md are one program, which compiles and runs beside the class that the page speaks of.</summary>
public sealed partial class CSharpPageTests : IDisposable
{
    // What the page's model has: a field of every kind that it mentions, and a decision.
    private const string Model = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>
        <DataField name="age" optype="continuous" dataType="double"/>
        <DataField name="plan_type" optype="categorical" dataType="string"><Value value="gold"/><Value value="silver"/><Value value="no plan"/></DataField>
        <DataField name="since" optype="ordinal" dataType="date"/>
        <DataField name="calls" optype="continuous" dataType="integer"/>
        </DataDictionary>
        <RegressionModel functionName="regression">
        <MiningSchema>
        <MiningField name="age" missingValueReplacement="40"/><MiningField name="plan_type" missingValueReplacement="silver"/>
        <MiningField name="since"/><MiningField name="calls" missingValueReplacement="3"/>
        </MiningSchema>
        <Output><OutputField name="risk" optype="continuous" dataType="double" feature="predictedValue"/>
        <OutputField name="is_new" optype="categorical" dataType="boolean" feature="transformedValue"><Apply function="isMissing"><FieldRef field="since"/></Apply></OutputField>
        <OutputField name="decision" optype="categorical" dataType="string" feature="transformedValue"><Apply function="if">
        <Apply function="greaterThan"><FieldRef field="risk"/><Constant dataType="double">50</Constant></Apply><Constant>call</Constant><Constant>wait</Constant></Apply></OutputField></Output>
        <RegressionTable intercept="1"><NumericPredictor name="age" coefficient="1"/><NumericPredictor name="calls" coefficient="3"/>
        <CategoricalPredictor name="plan_type" value="no plan" coefficient="10"/></RegressionTable>
        </RegressionModel>
        </PMML>
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("mlops-page-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_runs()
    {
        string path = Path.Combine(folder, "churn.pmml");
        File.WriteAllText(path, Model);
        string[] examples = [.. Example().Matches(GeneratedPage.Read("docs/csharp.md")).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(examples);
        string statements = string.Join('\n', examples).Replace("\"churn.pmml\"", SymbolDisplay.FormatLiteral(path, quote: true), StringComparison.Ordinal);
        GeneratedClass generated = ModelCompiler.Generate(path);

        var context = new AssemblyLoadContext("page", isCollectible: true);
        using var image = new MemoryStream();
        Assert.Empty(Compile(generated.Source, Program(statements)).Emit(image).Diagnostics.Where(problem => problem.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        Type type = context.LoadFromStream(image).GetType("MlOps.Generated.Page", throwOnError: true)!;
        var said = new StringWriter();
        type.GetMethod("Run")!.Invoke(null, [said]);
        context.Unload();

        Assert.Equal(
            ["51 call", "no_plan no plan", "churn", "wait call", "51", "wait call", "age calls plan_type"],
            said.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    private static string Program(string statements) => $$"""
        #nullable enable
        using System;
        using System.IO;
        using System.Linq;
        using MlOps.Codegen.CSharp;
        using MlOps.Codegen.Embedding;
        using MlOps.Runtime;

        namespace MlOps.Generated;

        public static class Page
        {
            public static void Run(TextWriter console)
            {
                var row = new ChurnInput(age: 60, plan_type: ChurnPlanType.no_plan, since: null, calls: 9);
                var typicalRow = new ChurnInput(age: 30, plan_type: ChurnPlanType.gold, since: new DateOnly(2020, 1, 1), calls: 2);
                ChurnInput[] rows = [typicalRow, row];
                var results = new ChurnOutput[2];
                double[] ages = [30, 60];
                long?[] counts = [2, 9];
                var decisions = new ChurnDecision?[2];
                int rowCount = 2;
        {{statements}}
                console.WriteLine($"{one.risk} {one.decision}");
                console.WriteLine($"{plan} {text}");
                console.WriteLine(churn.Name);
                console.WriteLine(string.Join(' ', results.Select(result => result.decision.ToText())));
                console.WriteLine(outputs.Doubles(0)[0]);
                console.WriteLine(string.Join(' ', decisions.Select(decision => decision.ToText())));
                console.WriteLine(string.Join(' ', explanation.Contributions.Where(item => item.Value != 0).Select(item => item.Input).Order(StringComparer.Ordinal)));
            }
        }
        """;

    private static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "page",
        sources.Select(source => CSharpSyntaxTree.ParseText(source)),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path).StartsWith("MlOps.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
