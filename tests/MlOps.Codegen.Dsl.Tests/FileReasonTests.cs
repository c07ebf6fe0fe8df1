using Microsoft.ML;
using MlOps.Codegen.Cli;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Testing;
using MlOps.Codegen.MlNet;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Contributions;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Reasons of models of files: scorecards, regressions, trees.</summary>
public sealed class FileReasonTests : IDisposable
{
    private const string Fields = """
        <DataDictionary>
          <DataField name="age" optype="continuous" dataType="double"/>
          <DataField name="income" optype="continuous" dataType="double"/>
          <DataField name="area" optype="categorical" dataType="string"><Value value="city"/><Value value="coast"/><Value value="land"/></DataField>
          <DataField name="y" optype="categorical" dataType="string"><Value value="yes"/><Value value="no"/></DataField>
          <DataField name="z" optype="continuous" dataType="double"/>
        </DataDictionary>
        <TransformationDictionary>
          <DerivedField name="log_income" optype="continuous" dataType="double"><Apply function="ln"><FieldRef field="income"/></Apply></DerivedField>
        </TransformationDictionary>
        """;

    private const string Schema = """
        <MiningSchema><MiningField name="age"/><MiningField name="income"/><MiningField name="area"/><MiningField name="{0}" usageType="target"/></MiningSchema>
        """;

    private const string Logistic = """
        <RegressionModel functionName="classification" normalizationMethod="logit">
          {0}
          <Output>
            <OutputField name="p_yes" feature="probability" value="yes" dataType="double"/>
            <OutputField name="p_no" feature="probability" value="no" dataType="double"/>
          </Output>
          <RegressionTable intercept="-1.25" targetCategory="yes">
            <NumericPredictor name="age" coefficient="0.03"/>
            <NumericPredictor name="log_income" coefficient="-0.4"/>
            <CategoricalPredictor name="area" value="city" coefficient="0.5"/>
            <CategoricalPredictor name="area" value="coast" coefficient="-0.25"/>
            <PredictorTerm coefficient="0.001"><FieldRef field="age"/><FieldRef field="log_income"/></PredictorTerm>
          </RegressionTable>
          <RegressionTable intercept="0" targetCategory="no"/>
        </RegressionModel>
        """;

    private const string Card = """
        <Scorecard functionName="regression" initialScore="300" useReasonCodes="true" reasonCodeAlgorithm="pointsBelow" baselineScore="20">
          {0}
          <Characteristics>
            <Characteristic name="AgeScore" reasonCode="RA" baselineScore="40">
              <Attribute partialScore="10"><SimplePredicate field="age" operator="lessThan" value="25"/></Attribute>
              <Attribute partialScore="45"><SimplePredicate field="age" operator="greaterOrEqual" value="25"/></Attribute>
              <Attribute partialScore="15"><True/></Attribute>
            </Characteristic>
            <Characteristic name="AreaScore" reasonCode="RB">
              <Attribute partialScore="5"><SimplePredicate field="area" operator="equal" value="city"/></Attribute>
              <Attribute partialScore="30"><True/></Attribute>
            </Characteristic>
          </Characteristics>
        </Scorecard>
        """;

    // Two boosted trees, of which the second has scores of inner nodes and no counts; then a logistic function.
    private const string Trees = """
        <MiningModel functionName="classification">
          {0}
          <Output><OutputField name="p_yes" feature="probability" value="yes" dataType="double"/></Output>
          <Segmentation multipleModelMethod="modelChain">
            <Segment><True/>
              <MiningModel functionName="regression">
                <MiningSchema><MiningField name="age"/><MiningField name="income"/><MiningField name="area"/></MiningSchema>
                <Output><OutputField name="score" feature="predictedValue" dataType="double"/></Output>
                <Segmentation multipleModelMethod="sum">
                  <Segment><True/><TreeModel functionName="regression" missingValueStrategy="defaultChild">
                    <MiningSchema><MiningField name="age"/><MiningField name="income"/><MiningField name="area"/></MiningSchema>
                    <Node id="1" defaultChild="2"><True/>
                      <Node id="2" defaultChild="4"><SimplePredicate field="age" operator="lessThan" value="40"/>
                        <Node id="3" score="0.8" recordCount="30"><SimplePredicate field="income" operator="lessOrEqual" value="1000"/></Node>
                        <Node id="4" score="-0.1" recordCount="50"><SimplePredicate field="income" operator="greaterThan" value="1000"/></Node>
                      </Node>
                      <Node id="5" score="-0.6" recordCount="120"><SimplePredicate field="age" operator="greaterOrEqual" value="40"/></Node>
                    </Node>
                  </TreeModel></Segment>
                  <Segment><True/><TreeModel functionName="regression" noTrueChildStrategy="returnLastPrediction">
                    <MiningSchema><MiningField name="age"/><MiningField name="income"/><MiningField name="area"/></MiningSchema>
                    <Node score="0.05"><True/>
                      <Node score="0.4"><SimpleSetPredicate field="area" booleanOperator="isIn"><Array type="string" n="2">city coast</Array></SimpleSetPredicate>
                        <Node score="0.7"><SimplePredicate field="age" operator="greaterThan" value="60"/></Node>
                        <Node score="0.3"><SimplePredicate field="age" operator="lessOrEqual" value="60"/></Node>
                      </Node>
                    </Node>
                  </TreeModel></Segment>
                </Segmentation>
              </MiningModel>
            </Segment>
            <Segment><True/>
              <RegressionModel functionName="classification" normalizationMethod="logit">
                <MiningSchema><MiningField name="score"/><MiningField name="y" usageType="target"/></MiningSchema>
                <Output><OutputField name="p_yes" feature="probability" value="yes" dataType="double"/></Output>
                <RegressionTable intercept="0.2" targetCategory="yes"><NumericPredictor name="score" coefficient="1"/></RegressionTable>
                <RegressionTable intercept="0" targetCategory="no"/>
              </RegressionModel>
            </Segment>
          </Segmentation>
        </MiningModel>
        """;

    // Two trees that share out probabilities; the first of them, alone, is a model too.
    private const string Forest = """
        <MiningModel functionName="classification">
          {0}
          <Output><OutputField name="p_yes" feature="probability" value="yes" dataType="double"/></Output>
          <Segmentation multipleModelMethod="average">
            <Segment><True/>{1}</Segment>
            <Segment><True/><TreeModel functionName="classification">
              {0}
              <Node><True/>
                <Node score="yes" recordCount="40"><SimplePredicate field="area" operator="equal" value="city"/>
                  <ScoreDistribution value="yes" recordCount="30"/><ScoreDistribution value="no" recordCount="10"/></Node>
                <Node score="no" recordCount="60"><True/><ScoreDistribution value="yes" recordCount="12"/><ScoreDistribution value="no" recordCount="48"/></Node>
              </Node>
            </TreeModel></Segment>
          </Segmentation>
        </MiningModel>
        """;

    private const string Decision = """
        <TreeModel functionName="classification">
          {0}
          <Output><OutputField name="p_yes" feature="probability" value="yes" dataType="double"/></Output>
          <Node><True/>
            <Node><SimplePredicate field="age" operator="lessThan" value="40"/>
              <Node score="yes"><SimplePredicate field="income" operator="lessOrEqual" value="1000"/>
                <ScoreDistribution value="yes" recordCount="18"/><ScoreDistribution value="no" recordCount="2"/></Node>
              <Node score="no"><SimplePredicate field="income" operator="greaterThan" value="1000"/>
                <ScoreDistribution value="yes" recordCount="10"/><ScoreDistribution value="no" recordCount="20"/></Node>
            </Node>
            <Node score="no"><SimplePredicate field="age" operator="greaterOrEqual" value="40"/>
              <ScoreDistribution value="yes" recordCount="5"/><ScoreDistribution value="no" recordCount="45"/></Node>
          </Node>
        </TreeModel>
        """;

    private const string Source = """
        source rows
          id: integer key
          age: double?
          income: double?
          area: text?

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("mlops-reasons-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("logistic", "p_yes")]
    [InlineData("logistic", "p_no")]
    [InlineData("card", "z")]
    [InlineData("trees", "p_yes")]
    [InlineData("forest", "p_yes")]
    [InlineData("decision", "p_yes")]
    public void Contributions_and_their_baseline_add_up_to_the_score(string model, string output)
    {
        var baselines = new Dictionary<string, Scalar>
        {
            ["age"] = Scalar.FromDouble(41), ["income"] = Scalar.FromDouble(2000), ["area"] = Scalar.FromText("coast"),
        };
        PlanContributions explained = AssertAddsUp(Read(model), output, baselines);
        if (model == "logistic")
        {
            Assert.Equal(["age", "income", "area", "age*income"], explained.Names.AsEnumerable());

            // At the baseline no input contributes.
            Scalar[] atBaseline = new PlanEvaluator(explained.Plan).Evaluate([.. explained.Plan.Inputs.Select(input => baselines[input.Schema.Name])]);
            Assert.All(atBaseline[^4..], value => Assert.Equal(0, value.Double));
        }
    }

    private static PlanContributions AssertAddsUp(ScoringPlan plan, string output, Dictionary<string, Scalar> baselines)
    {
        PlanContributions? explained = PlanContributions.Of(plan, plan.Outputs.First(each => each.Schema.Name == output), baselines, out string why);
        Assert.True(explained is not null, why);
        int own = plan.Outputs.Length;
        ScoringPlan shown = explained.Plan with { Outputs = [.. explained.Plan.Outputs, new PlanOutput(new FieldSchema("sum", DataType.Double), explained.Sum, Origin.None)] };
        var evaluator = new PlanEvaluator(shown);
        int complete = 0;
        foreach (Scalar[] row in BoundaryRows.Of(plan, 300))
        {
            Scalar[] values = evaluator.Evaluate(row);
            Scalar[] contributions = values[own..^1];
            if (contributions.Any(value => value.IsMissing))
            {
                Assert.All(contributions, value => Assert.True(value.IsMissing));
                continue;
            }

            complete++;
            double sum = explained.Direction * values[^1].Double;
            double scale = Math.Max(1, contributions.Max(value => Math.Abs(value.Double)));
            Assert.InRange(explained.Baseline + contributions.Sum(value => value.Double), sum - (1e-12 * scale), sum + (1e-12 * scale));
        }

        Assert.True(complete > 20, $"{complete} rows have contributions");

        return explained;
    }

    [Fact]
    public void Reasons_of_a_scorecard_are_its_characteristics_against_its_own_baselines()
    {
        ScoringPlan plan = Compile("card", """
            output points = m.z
            reasons top 2 lowering m { AgeScore -> "A" "Young." AreaScore -> "B" }
            """);

        // 40 − 10 of the age, 20 − 5 of the area; then 20 − 30 of the area, which is no reason.
        Assert.Equal("315 A B", Told(plan, 20, 1, "city"));
        Assert.Equal("340 A missing", Told(plan, 20, 1, "land"));
        Assert.Equal("375 missing missing", Told(plan, 30, 1, "land"));
    }

    [Fact]
    public void Reasons_of_a_regression_are_counted_from_the_baselines_of_its_inputs()
    {
        ScoringPlan plan = Compile("logistic", """
            output points = m.p_yes > 0.5
            reasons top 3 raising m.p_yes { age -> "A" income -> "I" area -> "P" `age*income` -> "X" }
            """, "(age: age baseline 40, income: income baseline 1000, area: area baseline \"land\")");

        // 0.03 · 10; −0.4 · (ln 1 − ln 1000); 0.5; and age · ln income falls from 276 to 0.
        Assert.Equal("1 I P A", Told(plan, 50, 1, "city"));
        Assert.Equal("0 missing missing missing", Told(plan, 40, 1000, "land"));
    }

    [Fact]
    public void Reasons_of_trees_lie_on_the_path()
    {
        ScoringPlan plan = Compile("trees", """
            output points = m.p_yes > 0.5
            reasons top 3 raising m.p_yes { age -> "A" income -> "I" area -> "P" }
            """);

        // First tree: means −0.2225 and 0.2375; age 0.46, income 0.5625. Second: area 0.35, age −0.1.
        Assert.Equal("1 I A P", Told(plan, 30, 500, "city"));

        // age −0.3775; area missing, so that the last prediction stands.
        Assert.Equal("0 missing missing missing", Told(plan, 50, 500, null));
    }

    [Fact]
    public void Reasons_of_a_decision_tree_are_those_of_its_probabilities()
    {
        ScoringPlan plan = Compile("decision", """
            output points = m.p_yes > 0.5
            reasons top 2 raising m { age -> "A" income -> "I" }
            """);

        // 33 of 100 are yes, 28 of 50 below forty, 18 of 20 of them with little income, 10 of 30 of the others.
        Assert.Equal("1 I A", Told(plan, 30, 500, "city"));
        Assert.Equal("0 A missing", Told(plan, 30, 5000, "city"));
        Assert.Equal("0 missing missing", Told(plan, 50, 500, "city"));
    }

    [Fact]
    public void Reasons_of_a_linear_model_of_MlNet_are_told_by_its_columns()
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Person
        {
            Age = 20 + (i % 50), Area = i % 3 == 0 ? "city" : "land", Left = (i % 50) + (i % 3 == 0 ? 20 : 0) > 35,
        }));
        ITransformer model = context.Transforms.NormalizeMeanVariance("Age").Append(context.Transforms.Categorical.OneHotEncoding("Area"))
            .Append(context.Transforms.Concatenate("Features", "Age", "Area"))
            .Append(context.BinaryClassification.Trainers.SdcaLogisticRegression("Left")).Fit(data);
        string path = Path.Combine(folder, "left.zip");
        context.Model.Save(model, data.Schema, path);
        var diagnostics = new DiagnosticBag();
        ScoringPlan? plan = ModelFormat.Read(path, [MlNetSource.Format], diagnostics)?.Compile("left", diagnostics, PassOptions.None);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        AssertAddsUp(plan, "Probability", new Dictionary<string, Scalar> { ["Age"] = Scalar.FromDouble(45), ["Area"] = Scalar.FromText("land") });

        string pipeline = Source + """
            model m = mlnet "left.zip" (Age: age baseline 45, Area: area baseline "land")
            output p = m.Probability
            reasons top 2 raising m.Probability { Age -> "A" Area -> "P" }
            """;
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(pipeline.Replace("age: double?", "age: float?", StringComparison.Ordinal)));
        ScoringPlan? explained = PipelineFormat.Create([MlNetSource.Format]).Reader(stream, Path.Combine(folder, "x.pipeline"), diagnostics)?.Compile("x", diagnostics);
        Assert.True(explained is not null, string.Join('\n', diagnostics));
        Dictionary<string, Scalar> told = Pipelines.Score(explained, ("age", Scalar.FromDouble(60)), ("area", Scalar.FromText("land")));
        Assert.Equal(("A", true), (told["reason_1"].Text, told["reason_2"].IsMissing));
        told = Pipelines.Score(explained, ("age", Scalar.FromDouble(20)), ("area", Scalar.FromText("city")));
        Assert.Equal(("P", true), (told["reason_1"].Text, told["reason_2"].IsMissing));
    }

    private sealed class Person
    {
        public float Age { get; set; }

        public string Area { get; set; } = "";

        public bool Left { get; set; }
    }

    [Fact]
    public void What_does_not_say_its_sum_is_told_with_the_cause()
    {
        Write("trees", Trees.Replace(" recordCount=\"30\"", "", StringComparison.Ordinal));
        Assert.Contains(
            "its trees do not say what their nodes' means are: neither do all leaves have a record count, nor all inner nodes a score",
            Refusal("reasons top 1 raising m.p_yes { age -> \"A\" income -> \"I\" area -> \"P\" }"), StringComparison.Ordinal);
        Write("logistic", Logistic);
        Assert.Contains("it has several scores: name one of m.p_yes, m.p_no", Refusal("reasons top 1 raising m { age -> \"A\" }", "logistic"), StringComparison.Ordinal);
        Assert.Contains("it has no output 'p'", Refusal("reasons top 1 raising m.p { age -> \"A\" }", "logistic"), StringComparison.Ordinal);
        Assert.Contains(
            "'age*income' needs a baseline of 'income' too",
            Refusal("reasons top 1 raising m.p_yes { age -> \"A\" }", "logistic", "(age: age baseline 40)"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csharp", "auto")]
    [InlineData("duckdb", "staged")]
    [InlineData("sqlite", "staged")]
    public void Every_target_tells_the_same_reasons(string targetName, string strategy)
    {
        foreach ((string model, string reasons) in new[]
        {
            ("card", "reasons top 2 lowering m { AgeScore -> \"A\" AreaScore -> \"B\" }"),
            ("logistic", "reasons top 3 raising m.p_yes { age -> \"A\" income -> \"I\" area -> \"P\" `age*income` -> \"X\" }"),
            ("forest", "reasons top 2 raising m { age -> \"A\" income -> \"I\" area -> \"P\" }"),
            ("trees", "reasons top 3 lowering m.p_yes { age -> \"A\" income -> \"I\" area -> \"P\" }"),
        })
        {
            ScoringPlan plan = PlanPasses.Run(Compile(model, "output points = m.z is missing\n" + reasons), PassOptions.All);
            TargetEntry target = TargetCatalog.Find(targetName);
            using IRowScorer scorer = target.Connect(plan, null, StrategyNames.Parse(strategy) ?? Strategy.Inline);
            Scalar[][] rows = [.. BoundaryRows.Of(plan, 150)];
            var evaluator = new PlanEvaluator(plan);
            List<Scalar[]> scores = scorer.Score(rows, CancellationToken.None);
            Assert.All(rows.Zip(scores), pair => Assert.Equal(evaluator.Evaluate(pair.First), pair.Second));
        }
    }

    private static string Told(ScoringPlan plan, double age, double income, string? area)
    {
        Dictionary<string, Scalar> values = Pipelines.Score(
            plan, ("age", Scalar.FromDouble(age)), ("income", Scalar.FromDouble(income)), ("area", Scalar.FromText(area)));
        return string.Join(' ', values.Where(value => !value.Key.EndsWith("_text", StringComparison.Ordinal)).Select(value => value.Value.ToString()));
    }

    private string Refusal(string reasons, string model = "trees", string bindings = "")
    {
        Diagnostic[] found = Pipelines.Check($"{Source}model m = pmml \"{model}.pmml\" {bindings}\noutput x = m.p_yes\n{reasons}", Path.Combine(folder, "x.pipeline"));
        Diagnostic only = Assert.Single(found);
        Assert.Equal("MLC3048", only.Id);
        return only.Message;
    }

    private ScoringPlan Compile(string model, string rest, string bindings = "")
    {
        Write(model, TextOf(model));
        if (model != "card")
        {
            rest = rest.Replace("m.z", "m.p_yes", StringComparison.Ordinal);
        }

        return Pipelines.Compile($"{Source}model m = pmml \"{model}.pmml\" {bindings}\n{rest}", Path.Combine(folder, "x.pipeline"));
    }

    private ScoringPlan Read(string model)
    {
        Write(model, TextOf(model));
        var diagnostics = new DiagnosticBag();
        using FileStream stream = File.OpenRead(Path.Combine(folder, model + ".pmml"));
        ScoringPlan? plan = PmmlSource.Format.Reader(stream, model, diagnostics)?.Compile(model, diagnostics, PassOptions.None);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        return plan;
    }

    private static string TextOf(string model) => model switch
    {
        "card" => Card,
        "logistic" => Logistic,
        "decision" => Decision,
        "forest" => Forest.Replace("{1}", WithoutOutput(Decision), StringComparison.Ordinal),
        _ => Trees,
    };

    // Trees of a forest are fused where they have nothing of their own to say.
    private static string WithoutOutput(string text) =>
        text.Replace("<Output><OutputField name=\"p_yes\" feature=\"probability\" value=\"yes\" dataType=\"double\"/></Output>", "", StringComparison.Ordinal);

    private void Write(string model, string text)
    {
        string schema = Schema.Replace("{0}", model == "card" ? "z" : "y", StringComparison.Ordinal);
        File.WriteAllText(
            Path.Combine(folder, model + ".pmml"),
            $"<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><Header/>{Fields}{text.Replace("{0}", schema, StringComparison.Ordinal)}</PMML>");
    }
}
