using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Kernels;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes the methods that compute a plan: one, or several that hand values on in a structure.</summary>
internal sealed class ScoreMethods
{
    // What one method copies to a class of very many results.
    private const int ResultsPerMethod = 250;

    private readonly ScoringPlan plan;
    private readonly string className;
    private readonly RecordType input;
    private readonly RecordType output;
    private readonly ImmutableArray<PlanPart> parts;
    private readonly Dictionary<PlanValue, int> inputIndex = [];
    private readonly Dictionary<PlanValue, string> fields = [];
    private readonly HashSet<PlanValue> used;
    private readonly VectorMethods vectors;
    private readonly bool isDivided;

    public ScoreMethods(ScoringPlan plan, string className, RecordType input, RecordType output)
    {
        this.plan = plan;
        this.className = className;
        this.input = input;
        this.output = output;
        parts = PlanPart.Divide(plan);
        vectors = new VectorMethods(input.Parameter("input"), input.Argument("input"), WriteOutside);
        for (int i = 0; i < plan.Inputs.Length; i++)
        {
            inputIndex.Add(plan.Inputs[i].Value, i);
        }

        used = FindUsed(plan);
        isDivided = parts.Length > 1 || output.IsClass || plan.Definitions.Any(WideKernels.IsWide);
        if (isDivided)
        {
            FindFields();
        }
    }

    /// <summary>The constants that the methods refer to.</summary>
    public StaticData Data { get; } = new();

    /// <summary>Writes the methods.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        if (isDivided)
        {
            WriteDivided(text);
        }
        else
        {
            WriteSingle(text);
        }
    }

    private void WriteSingle(SourceText text)
    {
        MethodScope scope = NewScope();
        WriteDefinitions(parts[0], scope);
        OpenScore(text);
        WriteResult(scope);
        text.AppendIndented(scope.Body);
        text.Close();
    }

    private void WriteDivided(SourceText text)
    {
        if (output.IsClass)
        {
            OpenScore(text);
            text.Line($"{output.Name} output = new();");
            text.Line($"Score({input.Argument("input")}, output);");
            text.Line("return output;");
            text.Close();
            text.Line();
            text.Line("/// <summary>Scores one row into an object that may have held another row's results.</summary>");
            text.Line("/// <param name=\"input\">The row; null is missing.</param>");
            text.Line("/// <param name=\"output\">Receives the scored row; null is missing.</param>");
            text.Open($"public static void Score({input.Parameter("input")}, {output.Name} output)");
        }
        else
        {
            OpenScore(text);
        }

        text.Line("Values values = default;");
        for (int i = 0; i < parts.Length; i++)
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"ScorePart{i + 1}({input.Argument("input")}, ref values);"));
        }

        var methods = new SourceText();
        if (output.IsClass)
        {
            WriteResults(text, methods);
        }
        else
        {
            MethodScope result = NewScope();
            WriteResult(result);
            text.AppendIndented(result.Body);
        }

        text.Close();
        for (int i = 0; i < parts.Length; i++)
        {
            MethodScope scope = NewScope();
            WriteDefinitions(parts[i], scope);
            text.Line();
            text.Open(string.Create(CultureInfo.InvariantCulture, $"private static void ScorePart{i + 1}({input.Parameter("input")}, ref Values values)"));
            text.AppendIndented(scope.Body);
            text.Close();
        }

        text.AppendIndented(vectors.Text);
        text.AppendIndented(methods);
        text.Line();
        text.Line("// What one part computes and another needs.");
        text.Open("private struct Values");
        foreach ((PlanValue value, string field) in fields)
        {
            text.Line($"public {TypeNames.Held(value.Type)} {field};");
        }

        text.Close();
    }

    private void WriteResults(SourceText text, SourceText methods)
    {
        foreach (int[] chunk in Enumerable.Range(0, output.Members.Length).Chunk(ResultsPerMethod))
        {
            string method = string.Create(CultureInfo.InvariantCulture, $"ShowPart{(chunk[0] / ResultsPerMethod) + 1}");
            text.Line($"{method}({input.Argument("input")}, in values, output);");
            methods.Line();
            methods.Open($"private static void {method}({input.Parameter("input")}, in Values values, {output.Name} output)");
            foreach (int i in chunk)
            {
                methods.Line($"output.{output.Members[i].Name} = {output.Members[i].Show(WriteOutside(plan.Outputs[i].Value))};");
            }

            methods.Close();
        }
    }

    // A value in a method that has no locals.
    private string WriteOutside(PlanValue value) =>
        inputIndex.TryGetValue(value, out int index) ? $"({input.Members[index].Read()})" : $"values.{fields[value]}";

    // What the outputs need, directly or not: locals that nobody reads would be warned of.
    private static HashSet<PlanValue> FindUsed(ScoringPlan plan)
    {
        HashSet<PlanValue> used = [.. plan.Outputs.Select(output => output.Value)];
        foreach (Definition definition in plan.Definitions.Reverse())
        {
            if (definition.Values.Any(used.Contains))
            {
                used.UnionWith(References.Of(definition));
            }
        }

        return used;
    }

    private void OpenScore(SourceText text)
    {
        text.Line("/// <summary>Scores one row.</summary>");
        text.Line("/// <param name=\"input\">The row; null is missing.</param>");
        text.Line("/// <returns>The scored row; null is missing.</returns>");
        text.Open($"public static {output.Name} Score({input.Parameter("input")})");
    }

    private MethodScope NewScope()
    {
        var scope = new MethodScope(Data, vectors, new Identifiers([.. ReservedNames.InMethods, className, input.Name, output.Name]));
        foreach ((PlanValue value, string field) in fields)
        {
            scope[value] = $"values.{field}";
        }

        return scope;
    }

    private void WriteResult(MethodScope scope)
    {
        ReadInputs(plan.Outputs.Select(output => output.Value), scope);
        scope.Body.List(
            $"return new {output.Name}(", [.. output.Members.Select((member, i) => member.Show(scope[plan.Outputs[i].Value]))], ");");
    }

    private void WriteDefinitions(PlanPart part, MethodScope scope)
    {
        // A wide kernel's operands are read by the methods that bring them together.
        ReadInputs(
            part.Definitions
                .Where(item => item.Definition.Values.Any(used.Contains) && !WideKernels.IsWide(item.Definition))
                .SelectMany(item => References.Of(item.Definition)),
            scope);
        int stage = 0;
        string comment = "";
        foreach ((int at, Definition definition) in part.Definitions)
        {
            if (!definition.Values.Any(used.Contains))
            {
                continue;
            }

            if (at != stage)
            {
                scope.Body.Line();
                scope.Body.Line(string.Create(CultureInfo.InvariantCulture, $"// Stage {at} of {plan.Stages.Length}"));
                stage = at;
            }

            string origin = Comments.Of(definition.Origin);
            if (origin.Length > 0 && origin != comment)
            {
                scope.Body.Line($"// {origin}");
            }

            comment = origin;
            Write(definition, scope);
        }

        if (stage > 0)
        {
            scope.Body.Line();
        }
    }

    private static Target TargetOf(PlanValue value, MethodScope scope, out string name)
    {
        bool isField = scope.Knows(value);
        name = isField ? scope[value] : scope.Declare(value.Name);
        return new Target(name, isField ? null : TypeNames.Held(value.Type));
    }

    private void Write(Definition definition, MethodScope scope)
    {
        var targets = new Target?[definition.Values.Length];
        var targetNames = new string[targets.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            if (used.Contains(definition.Values[i]))
            {
                targets[i] = TargetOf(definition.Values[i], scope, out targetNames[i]);
            }
        }

        scope.Statement(() =>
        {
            switch (definition)
            {
                case ScalarDefinition scalar:
                    new ExpressionWriter(scope).Assign(targets[0]!.Value.Name, scalar.Expression, targets[0]!.Value.Type);
                    break;
                case KernelDefinition kernel:
                    KernelWriter.Write(kernel, scope, targets);
                    break;
                default:
                    throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
            }
        });
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] is not null)
            {
                scope[definition.Values[i]] = targetNames[i];
            }
        }
    }

    private void ReadInputs(IEnumerable<PlanValue> values, MethodScope scope)
    {
        foreach (int index in values.Where(inputIndex.ContainsKey).Select(value => inputIndex[value]).Distinct().Order())
        {
            PlanValue value = plan.Inputs[index].Value;
            if (!scope.Knows(value))
            {
                scope[value] = scope.Declare(value.Name);
                scope.Body.Line($"{TypeNames.Held(value.Type)} {scope[value]} = {input.Members[index].Read()};");
            }
        }
    }

    private void FindFields()
    {
        var definedIn = new Dictionary<PlanValue, int>();
        var shared = new HashSet<PlanValue>(plan.Outputs.Select(output => output.Value));
        for (int part = 0; part < parts.Length; part++)
        {
            foreach ((_, Definition definition) in parts[part].Definitions.Where(item => item.Definition.Values.Any(used.Contains)))
            {
                bool isWide = WideKernels.IsWide(definition);
                shared.UnionWith(References.Of(definition).Where(value =>
                    definedIn.TryGetValue(value, out int home) && (home != part || isWide)));
                foreach (PlanValue value in definition.Values)
                {
                    definedIn.Add(value, part);
                }
            }
        }

        var identifiers = new Identifiers(["Values", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals"]);
        foreach (PlanValue value in definedIn.Keys.Where(shared.Contains))
        {
            fields.Add(value, identifiers.Declare(value.Name, "value"));
        }
    }
}
